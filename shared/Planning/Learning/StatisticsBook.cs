using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Learning;

/// <summary>Statistics by what runs: the functions of a pipeline, with their versions. Immutable.</summary>
public sealed record StatisticsBook
{
    // Beyond this the book would grow with a tenant's age; what it drops is learned again.
    private const int MaxEntries = 2_000;

    public static StatisticsBook Empty { get; } = new();

    public ImmutableSortedDictionary<string, FunctionStatistics> Entries { get; init; } = ImmutableSortedDictionary<string, FunctionStatistics>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What a pipeline runs on each element, as in <c>prices.load@2 + prices.clean@1</c>; null when that is no function, or one that differs by argument too much to learn from.</summary>
    public static string? KeyOf(JobDocument document, Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (!pipeline.Calls.IsEmpty) return null;
        var functions = pipeline.Nodes.Select(n => document.Binding(new NodeId(n)).Function).OfType<Graph.Functions.FunctionDescriptor>().ToList();
        // A query's time is the query's: another one says nothing of it.
        if (functions.Count == 0 || functions.Exists(f => f.Kind == Graph.Functions.FunctionKind.Table)) return null;
        return $"{string.Join(" + ", functions.Select(f => $"{f.Name}@{f.Version}"))}{(pipeline.Level > 1 ? " (further)" : "")}";
    }

    /// <summary>Seconds of one element; null: nobody knows.</summary>
    public double? SecondsPerElement(string? key) => key is not null && Entries.TryGetValue(key, out var known) ? known.SecondsPerElement : null;

    /// <summary>With what a job saw.</summary>
    public StatisticsBook Add(string key, long elements, double seconds, long bytes)
    {
        if (FunctionStatistics.Add(Entries.GetValueOrDefault(key), elements, seconds, bytes) is not { } learned) return this;
        var entries = Entries.SetItem(key, learned);
        return this with { Entries = entries.Count <= MaxEntries ? entries : entries.Remove(entries.MinBy(e => e.Value.Elements).Key) };
    }
}
