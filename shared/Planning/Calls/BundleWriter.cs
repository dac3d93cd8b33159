using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Serverless.Graph.Documents;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Calls;

/// <summary>Makes a pipeline of each piece of calls.</summary>
internal sealed class BundleWriter(JobDocument document, IReadOnlyList<string?> tokens, Dictionary<int, StoredAt> storedBy, List<Pipeline> pipelines)
{
    public void Add(IReadOnlyList<int> calls)
    {
        var ordinal = pipelines.Count;
        for (var i = 0; i < calls.Count; i++) storedBy[calls[i]] = new StoredAt(ordinal, i);
        pipelines.Add(new Pipeline
        {
            Ordinal = ordinal,
            Node = document.Nodes[calls[^1]].Id.Value,
            Token = TokenOf(calls),
            Count = calls.Count,
            Elements = calls.Count,
            Result = ResultKind.Values,
            Sources = SourcesOf(calls, ordinal),
            Calls = [.. calls.Select(c => document.Nodes[c].Id.Value)],
        });
    }

    // Whole pipelines: which of their parts a call takes, its program finds by name.
    private ImmutableArray<PipelineSource> SourcesOf(IReadOnlyList<int> calls, int ordinal)
    {
        var sources = new SortedSet<int>();
        foreach (var call in calls)
        {
            foreach (var dependency in document.Topology.Dependencies(call))
            {
                if (storedBy.TryGetValue(dependency, out var stored) && stored.Pipeline != ordinal) sources.Add(stored.Pipeline);
            }
        }
        return [.. sources.Select(s => new PipelineSource { Node = pipelines[s].Node, Pipeline = s, Mapping = SourceMapping.All, IsArgument = true, Count = pipelines[s].Count })];
    }

    // Of the calls' tokens in their order, so that index i always means the same.
    private string TokenOf(IReadOnlyList<int> calls)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("serverless.bundle.1"u8);
        foreach (var call in calls) hash.AppendData(Encoding.ASCII.GetBytes(tokens[call]!));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
