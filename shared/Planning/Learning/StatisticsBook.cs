using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Learning;

/// <summary>Statistics by what runs: the functions of a pipeline, with their versions. Immutable.</summary>
public sealed record StatisticsBook
{
    // Beyond this the book would grow with a tenant's age; what it drops is learned again.
    private const int MaxEntries = 2_000;

    public static StatisticsBook Empty { get; } = new();

    public ImmutableSortedDictionary<string, FunctionStatistics> Entries { get; init; } = ImmutableSortedDictionary<string, FunctionStatistics>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>
    /// What a pipeline runs on each element, as in <c>prices.load@2 + prices.clean@1</c>; a query with a hash of its text, because another one says nothing of
    /// it. Null: no function.
    /// </summary>
    public static string? KeyOf(JobDocument document, Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (!pipeline.Calls.IsEmpty) return null;
        var names = pipeline.Nodes.Select(n => NameOf(document.Binding(new NodeId(n)))).OfType<string>().ToList();
        return names.Count == 0 ? null : $"{string.Join(" + ", names)}{(pipeline.Result == ResultKind.Buckets ? " (spread)" : pipeline.Level > 1 ? " (further)" : "")}";
    }

    /// <summary>What is known of some functions; null: nothing.</summary>
    public FunctionStatistics? Find(string? key) => key is null ? null : Entries.GetValueOrDefault(key);

    /// <summary>With what a job saw.</summary>
    public StatisticsBook Add(string key, Observation seen)
    {
        if (FunctionStatistics.Add(Entries.GetValueOrDefault(key), seen) is not { } learned) return this;
        var entries = Entries.SetItem(key, learned);
        return this with { Entries = entries.Count <= MaxEntries ? entries : entries.Remove(entries.MinBy(e => e.Value.Elements).Key) };
    }

    private static string? NameOf(NodeBinding binding)
    {
        if (binding.Function is not { } function) return null;
        var name = $"{function.Name}@{function.Version}";
        if (function.Kind != FunctionKind.Table) return name;
        var writer = new TokenWriter();
        foreach (var argument in binding.Arguments) writer.Value(argument);
        if (binding.Settings.Kind != GraphValueKind.Null) writer.Value(binding.Settings);
        return $"{name}#{writer.Finish().ToString()[..12]}";
    }
}
