using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;

namespace Serverless.Planning.Pipelines;

/// <summary>Makes a pipeline of each partition of calls.</summary>
internal sealed class BundleWriter(JobDocument document, IReadOnlyList<Token?> tokens, StoredAt?[] storedBy, List<Pipeline> pipelines, Func<int, long> countOf, NodePlaces places)
{
    public void Add(int[] calls)
    {
        var ordinal = pipelines.Count;
        for (var i = 0; i < calls.Length; i++) storedBy[calls[i]] = new StoredAt(ordinal, i);
        pipelines.Add(new Pipeline
        {
            Ordinal = ordinal,
            Node = document.Nodes[calls[^1]].Id.Value,
            Token = TokenOf(calls),
            Count = calls.Length,
            Elements = calls.Length,
            Result = ResultKind.Values,
            Sources = SourcesOf(calls, ordinal),
            Places = places.OfCalls(calls),
            Calls = ImmutableCollectionsMarshal.AsImmutableArray(Array.ConvertAll(calls, c => document.Nodes[c].Id.Value)),
        });
    }

    // Whole pipelines: which of their parts a call takes, its program finds by name.
    private ImmutableArray<PipelineSource> SourcesOf(int[] calls, int ordinal)
    {
        var sources = new SortedSet<int>();
        var asTheyAre = new SortedSet<int>();
        foreach (var call in calls)
        {
            foreach (var dependency in document.Topology.Dependencies(call))
            {
                if (storedBy[dependency] is not { } stored) asTheyAre.Add(dependency);
                else if (stored.Pipeline != ordinal) sources.Add(stored.Pipeline);
            }
        }
        return
        [
            .. sources.Select(s => new PipelineSource { Node = pipelines[s].Node, Pipeline = s, Mapping = SourceMapping.All, IsArgument = true, Count = pipelines[s].Count }),
            .. asTheyAre.Select(n => new PipelineSource { Node = document.Nodes[n].Id.Value, Mapping = SourceMapping.All, IsArgument = true, Count = countOf(n) }),
        ];
    }

    // Of the calls' tokens in their order, so that index i always means the same.
    private string TokenOf(int[] calls)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("serverless.bundle.1"u8);
        Span<byte> bytes = stackalloc byte[Token.Size];
        Span<byte> digits = stackalloc byte[2 * Token.Size];
        foreach (var call in calls)
        {
            tokens[call]!.Value.CopyTo(bytes);
            Convert.TryToHexStringLower(bytes, digits, out _);
            hash.AppendData(digits);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
