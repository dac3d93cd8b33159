using System.Collections.Immutable;
using Serverless.Graph.Values;

namespace Serverless.Graph.Documents;

/// <summary>Partitions of a dataset, or of Parquet files.</summary>
public sealed record ReadNode : Node
{
    /// <summary>Null when <see cref="Files"/> says what to read.</summary>
    public string? Dataset { get; init; }

    /// <summary>Table of the dataset; default <c>table</c>.</summary>
    public string Table { get; init; } = DefaultTable;

    /// <summary>Paths or blob names of Parquet files, with the patterns <c>*</c> and <c>?</c>; empty when <see cref="Dataset"/> is given.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Null: all.</summary>
    public ImmutableArray<string>? Columns { get; init; }

    /// <summary>Alternatives (or) of conditions (and); empty: all rows.</summary>
    public ImmutableArray<ImmutableArray<Condition>> Where { get; init; } = [];

    /// <summary>How files are cut into partitions; null: one partition a file.</summary>
    public ReadSplit? Split { get; init; }

    public const string DefaultTable = "table";

    public override NodeKind Kind => NodeKind.Read;
}

/// <summary>A condition on a column of what is read.</summary>
public sealed record Condition(string Column, ComparisonOperator Operator, GraphValue Value);

public enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>One of a list.</summary>
    In,
}

/// <summary>Partitions of at most so many rows (cut at row groups) or of so many row groups: one of the two.</summary>
public sealed record ReadSplit(long? Rows, int? RowGroups);

/// <summary>Writes partitions to a dataset and commits it.</summary>
public sealed record WriteNode : Node
{
    public required string Dataset { get; init; }

    public string Table { get; init; } = ReadNode.DefaultTable;

    public ImmutableArray<string> PartitionBy { get; init; } = [];

    public WriteMode Mode { get; init; }

    public override NodeKind Kind => NodeKind.Write;
}

public enum WriteMode
{
    /// <summary>The dataset must not exist. The default.</summary>
    Create,

    /// <summary>All that was in it goes.</summary>
    Replace,

    /// <summary>All that was in it stays.</summary>
    Append,
}
