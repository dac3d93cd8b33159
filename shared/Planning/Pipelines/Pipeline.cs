using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Serverless.Planning.Pipelines;

/// <summary>
/// Tasks of one stored result: fused nodes that run one after the other in memory for each task, so that only the last one's value is stored.
/// A task takes its elements from the sources, runs <see cref="Each"/> on every element, folds the group with <see cref="Fold"/> when there is one, and
/// runs <see cref="Then"/> on what came out.
/// </summary>
public sealed record Pipeline
{
    /// <summary>Position in the pipeline graph; sources come before.</summary>
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

    /// <summary>The <c>mapPartitions</c> that takes a group as a list; null: there is none.</summary>
    public string? Gather { get; init; }

    /// <summary>Nodes that run on each element that <see cref="Gather"/> gives, in order.</summary>
    public ImmutableArray<string> Inner { get; init; } = [];

    /// <summary>The node that folds a group; null: a task has one element, or one list.</summary>
    public string? Fold { get; init; }

    /// <summary>Nodes that run on the task's value, in order.</summary>
    public ImmutableArray<string> Then { get; init; } = [];

    /// <summary>Pipelines that must be done before, without giving elements.</summary>
    public ImmutableArray<int> After { get; init; } = [];

    /// <summary>Calls that are carried together: task i is the i-th of them, and each comes after those that it needs. Empty: all tasks are of the nodes above.</summary>
    public ImmutableArray<string> Calls { get; init; } = [];

    /// <summary>Of fused nodes and of carried calls whose functions look at their place, where it is another one than the task's; what an older build planned has none.</summary>
    public ImmutableArray<NodePlace> Places { get; init; } = [];

    /// <summary>
    /// The collection whose elements say which ones a task works on: one that has an element for each, as the only element of a collection goes with all of the
    /// others. Null: there is none.
    /// </summary>
    public PipelineSource? Leading() => Sources.FirstOrDefault(s => !s.IsArgument && s.Mapping != SourceMapping.All) ?? Sources.FirstOrDefault(s => !s.IsArgument);

    /// <summary>The elements that a task works on: of a group all of it, else its own. Where each task takes all of every collection they are one element.</summary>
    public IndexRange ElementsOf(long task) => Leading() is { Mapping: not SourceMapping.All } source ? source.ElementsOf(new IndexRange(task, task)) : new IndexRange(task, task);

    /// <summary>Its tasks spread the rows of a partition over buckets, or tell where buckets of keys begin; null: they do something else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BucketsOfTask? Buckets { get; init; }

    /// <summary>The key of a task, as users know it.</summary>
    public string KeyOf(long task) => Calls.IsEmpty ? $"{Node}[{task}]" : $"{Calls[(int)task]}[0]";

    /// <summary>The nodes that run in a task.</summary>
    public IEnumerable<string> NodesOf(long task) => Calls.IsEmpty ? Nodes : [Calls[(int)task]];

    /// <summary>Every node in it, each call of a bundle included.</summary>
    public IEnumerable<string> AllNodes => Calls.IsEmpty ? Nodes : Calls;

    /// <summary>Every node in it, for progress; of a bundle of calls one that stands for all.</summary>
    public IEnumerable<string> Nodes => new[] { Gather, Fold }.OfType<string>().Concat(Each).Concat(Inner).Concat(Then).Contains(Node) ? Fused : [.. Fused, Node];

    private IEnumerable<string> Fused => [.. Each, .. Gather is null ? [] : new[] { Gather }, .. Inner, .. Fold is null ? [] : new[] { Fold }, .. Then];

    /// <summary>How many elements some of the tasks work on.</summary>
    public long ElementsIn(IndexRange tasks) => Leading() is { Mapping: SourceMapping.Group } source ? source.ElementsOf(tasks).Count : tasks.Count;

    /// <summary>As people see it: the node, and the level of a partial reduce.</summary>
    public string Title => Calls.Length > 1 ? $"{Node} and {Calls.Length - 1} more" : Level == 0 ? Node : $"{Node} (level {Level})";
}

/// <summary>Over how many buckets tasks spread rows.</summary>
/// <param name="Input">Which collection of the node it is whose rows they are, from 0.</param>
/// <param name="Count">How many buckets.</param>
public sealed record BucketsOfTask(int Input, int Count);

/// <summary>What a pipeline stores. Persisted by name.</summary>
public enum ResultKind
{
    /// <summary>JSON values.</summary>
    Values,

    /// <summary>JSON lists, each with any number of elements.</summary>
    Lists,

    /// <summary>Parquet tables.</summary>
    Tables,

    /// <summary>Files of a dataset that wait for their commit.</summary>
    Files,

    /// <summary>A committed dataset version.</summary>
    Commit,

    /// <summary>Parquet tables, several in each part: one for each bucket that has rows.</summary>
    Buckets,
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

    /// <summary>The only part that is wanted, of a bundle of calls; null: all. Such a source is needed as a whole all the same.</summary>
    public int? Part { get; init; }

    /// <summary>Its elements are buckets, of which every one of so many parts has a share; null: elements are parts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SpreadOver { get; init; }

    /// <summary>Where the elements of its lists end, part by part, when it stores lists that are taken element by element; empty: every part is an element.</summary>
    public ImmutableArray<long> Ends { get; init; } = [];

    /// <summary>The elements that tasks <paramref name="tasks"/> need.</summary>
    public IndexRange ElementsOf(IndexRange tasks) => Mapping switch
    {
        SourceMapping.OneToOne => tasks,
        SourceMapping.Group => new IndexRange(tasks.First * GroupSize, Math.Min((tasks.Last + 1) * GroupSize, Count) - 1),
        _ => new IndexRange(0, Count - 1),
    };

    /// <summary>The stored parts that tasks <paramref name="tasks"/> need.</summary>
    public IndexRange PartsOf(IndexRange tasks)
    {
        if (SpreadOver is { } parts) return new IndexRange(0, parts - 1);
        var elements = ElementsOf(tasks);
        return Ends.IsDefaultOrEmpty || elements.Count == 0 ? elements : new IndexRange(PartOf(elements.First), PartOf(elements.Last));
    }

    /// <summary>The part that holds an element: the first that ends behind it.</summary>
    public int PartOf(long element)
    {
        var (low, high) = (0, Ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Ends[middle] <= element) low = middle + 1;
            else high = middle;
        }
        return low;
    }
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
