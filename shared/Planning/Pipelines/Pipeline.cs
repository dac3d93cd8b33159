using System.Collections.Immutable;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// Tasks of one stored result: fused nodes that run one after the other in memory for each task, so that only the last one's value is stored.
/// A task takes its elements from the sources, runs <see cref="Each"/> on every element, folds the group with <see cref="Fold"/> when there is one, and
/// runs <see cref="Then"/> on what came out.
/// </summary>
public sealed record Pipeline
{
    /// <summary>Position in the outline; sources come before.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The node whose value (or partial value) is stored; the first part of its tasks' keys.</summary>
    public required string Node { get; init; }

    /// <summary>For partial results of a reduce: 1 for the first level and so on; 0 for everything else, the last level of a reduce included.</summary>
    public int Level { get; init; }

    /// <summary>Identifies the result in the ledger, hexadecimal.</summary>
    public required string Token { get; init; }

    /// <summary>How many tasks.</summary>
    public required long Count { get; init; }

    /// <summary>How many elements the tasks work on: tasks as a user counts them.</summary>
    public required long Elements { get; init; }

    public required ResultKind Result { get; init; }

    public required ImmutableArray<PipelineSource> Sources { get; init; }

    /// <summary>Nodes that run on each element, in order.</summary>
    public ImmutableArray<string> Each { get; init; } = [];

    /// <summary>The reduce that folds a group; null: a task has one element.</summary>
    public string? Fold { get; init; }

    /// <summary>Nodes that run on the task's value, in order.</summary>
    public ImmutableArray<string> Then { get; init; } = [];

    /// <summary>Pipelines that must be done before, without giving elements.</summary>
    public ImmutableArray<int> After { get; init; } = [];

    /// <summary>Every node in it, for progress.</summary>
    public IEnumerable<string> Nodes => [.. Each, .. Fold is null ? [] : new[] { Fold }, .. Then, .. new[] { Node }.Except([.. Each, Fold ?? "", .. Then], StringComparer.Ordinal)];

    /// <summary>How many elements some of the tasks work on.</summary>
    public long ElementsIn(IndexRange tasks) => Sources is [{ Mapping: SourceMapping.Group } source, ..] ? source.ElementsOf(tasks).Count : tasks.Count;

    /// <summary>As people see it: the node, and the level of a partial reduce.</summary>
    public string Title => Level == 0 ? Node : $"{Node} (level {Level})";
}

/// <summary>What a pipeline stores. Persisted by name.</summary>
public enum ResultKind
{
    /// <summary>JSON values.</summary>
    Values,

    /// <summary>Parquet tables.</summary>
    Tables,

    /// <summary>Files of a dataset that wait for their commit.</summary>
    Files,

    /// <summary>A committed dataset version.</summary>
    Commit,
}

/// <summary>Where a pipeline's elements come from: another pipeline, or a node that is a source in itself (read, range, items).</summary>
public sealed record PipelineSource
{
    /// <summary>The node by name.</summary>
    public required string Node { get; init; }

    /// <summary>The pipeline that stores it; null for a source in itself.</summary>
    public int? Pipeline { get; init; }

    /// <summary>The table's name in SQL; null: <c>input</c>.</summary>
    public string? Alias { get; init; }

    public required SourceMapping Mapping { get; init; }

    /// <summary>A value that arguments refer to, and no collection to work on.</summary>
    public bool IsArgument { get; init; }

    /// <summary>Elements a task for <see cref="SourceMapping.Group"/>.</summary>
    public int GroupSize { get; init; } = 1;

    /// <summary>How many elements the source has.</summary>
    public required long Count { get; init; }

    /// <summary>The elements that tasks <paramref name="tasks"/> need.</summary>
    public IndexRange ElementsOf(IndexRange tasks) => Mapping switch
    {
        SourceMapping.OneToOne => tasks,
        SourceMapping.Group => new IndexRange(tasks.First * GroupSize, Math.Min((tasks.Last + 1) * GroupSize, Count) - 1),
        _ => new IndexRange(0, Count - 1),
    };
}

/// <summary>Which elements of a source a task takes.</summary>
public enum SourceMapping
{
    /// <summary>Task i takes element i.</summary>
    OneToOne,

    /// <summary>Task i takes the i-th group of neighbours.</summary>
    Group,

    /// <summary>Every task takes all of them.</summary>
    All,
}
