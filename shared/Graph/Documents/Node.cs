using System.Collections.Immutable;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>A node as its author wrote it. What its function and arguments turned out to be is in <see cref="JobDocument.Binding(int)"/>.</summary>
public abstract record Node
{
    public required NodeId Id { get; init; }

    /// <summary>The collections it works on, in order.</summary>
    public ImmutableArray<OverInput> Over { get; init; } = [];

    /// <summary>A list (by position), a map (by name) or null (none).</summary>
    public GraphValue Args { get; init; }

    public Policy? Policy { get; init; }

    /// <summary>Stored even where fusion would keep the value in memory only.</summary>
    public bool Keep { get; init; }

    /// <summary>Nodes that must be done before, without giving a value.</summary>
    public ImmutableArray<NodeId> After { get; init; } = [];

    public abstract NodeKind Kind { get; }

    /// <summary>The function that runs per task; null for kinds without one.</summary>
    public virtual string? FunctionName => null;
}

/// <summary>A collection that a node works on; the alias is the table's name in SQL and null when the author gave none.</summary>
public readonly record struct OverInput(NodeId Node, string? Alias = null);

/// <summary>One task: a function on arguments.</summary>
public sealed record CallNode : Node
{
    public required string Function { get; init; }

    public override NodeKind Kind => NodeKind.Call;

    public override string FunctionName => Function;
}

/// <summary>The whole numbers <c>From, From + Step, ...</c> before <c>To</c>.</summary>
public sealed record RangeNode : Node
{
    public long From { get; init; }

    /// <summary>Exclusive.</summary>
    public required long To { get; init; }

    /// <summary>Not 0; default 1.</summary>
    public long Step { get; init; } = 1;

    /// <summary>Number of elements; 0 when <see cref="To"/> is not ahead.</summary>
    public long Count
    {
        get
        {
            var span = Step > 0 ? (Int128)To - From : (Int128)From - To;
            return span <= 0 ? 0 : (long)Int128.Min(long.MaxValue, (span - 1) / Int128.Abs(Step) + 1);
        }
    }

    public override NodeKind Kind => NodeKind.Range;
}

/// <summary>Values written in the document; elements may be references.</summary>
public sealed record ItemsNode : Node
{
    public required ImmutableArray<GraphValue> Items { get; init; }

    public override NodeKind Kind => NodeKind.Items;
}

/// <summary>One element for each file, as a reference to its bytes. Names may hold the patterns <c>*</c> and <c>?</c>.</summary>
public sealed record FilesNode : Node
{
    public required ImmutableArray<string> Files { get; init; }

    public override NodeKind Kind => NodeKind.Files;
}

/// <summary>A function on each element (several collections: on the n-th of each).</summary>
public sealed record MapNode : Node
{
    public required string Function { get; init; }

    public override NodeKind Kind => NodeKind.Map;

    public override string FunctionName => Function;
}

/// <summary>The elements for which a function says true.</summary>
public sealed record FilterNode : Node
{
    public required string Function { get; init; }

    public override NodeKind Kind => NodeKind.Filter;

    public override string FunctionName => Function;
}

/// <summary>A function on each partition as a whole.</summary>
public sealed record MapPartitionsNode : Node
{
    public required string Function { get; init; }

    public override NodeKind Kind => NodeKind.MapPartitions;

    public override string FunctionName => Function;
}

/// <summary>One value from all, by a tree of calls that each take up to <see cref="SplitEvery"/>.</summary>
public sealed record ReduceNode : Node
{
    public const int DefaultSplitEvery = 16;

    public required string Function { get; init; }

    /// <summary>At least 2; default 16.</summary>
    public int SplitEvery { get; init; } = DefaultSplitEvery;

    public override NodeKind Kind => NodeKind.Reduce;

    public override string FunctionName => Function;
}

/// <summary>One value per key: elements are folded into it, partial values of a key combined. Elements are <c>{ key, value }</c>.</summary>
public sealed record FoldByNode : Node
{
    /// <summary>(value so far, element) to value.</summary>
    public required string Function { get; init; }

    /// <summary>Element to key.</summary>
    public required string By { get; init; }

    /// <summary>(value, value) to value; null: <see cref="Function"/> does both.</summary>
    public string? Combine { get; init; }

    /// <summary>The value before the first element; null: the first element itself.</summary>
    public GraphValue? Initial { get; init; }

    public int SplitEvery { get; init; } = ReduceNode.DefaultSplitEvery;

    public override NodeKind Kind => NodeKind.FoldBy;

    public override string FunctionName => Function;
}

/// <summary>Lists of the n-th elements of several collections of one length.</summary>
public sealed record ZipNode : Node
{
    public override NodeKind Kind => NodeKind.Zip;
}

/// <summary>The number of elements.</summary>
public sealed record CountNode : Node
{
    public override NodeKind Kind => NodeKind.Count;
}

/// <summary>The first elements.</summary>
public sealed record TakeNode : Node
{
    public required long Count { get; init; }

    public override NodeKind Kind => NodeKind.Take;
}

/// <summary>The greatest elements, greatest first; of equal ones the first.</summary>
public sealed record TopKNode : Node
{
    public required int Count { get; init; }

    /// <summary>Element to what is compared; null: the element itself.</summary>
    public string? By { get; init; }

    /// <summary>The least instead of the greatest.</summary>
    public bool Ascending { get; init; }

    public override NodeKind Kind => NodeKind.TopK;
}
