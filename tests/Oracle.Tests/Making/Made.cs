namespace Serverless.Oracle.Tests.Making;

/// <summary>What a made node gives.</summary>
internal enum Sort
{
    Value,
    Values,
    Table,
    Tables,
}

/// <summary>Of what type values are.</summary>
internal enum Element
{
    Int,
    MaybeInt,
    Double,
    Text,
    Flag,
    Ints,
    Record,
    Records,
    File,

    // Numbers that no one knows, and that are the same in every run.
    Unsaid,
    Any,
}

/// <summary>A column, or a field of records. Types: int, num, text, other.</summary>
internal sealed record Column(string Name, string Type);

/// <summary>A node that documents may use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">What it gives.</param>
/// <param name="Element">Of values.</param>
internal sealed record Made(string Name, Sort Sort, Element Element = Element.Any)
{
    /// <summary>Collections of one group go together, element by element: equally many, with the same gaps, of the same partitions.</summary>
    public string Group { get; init; } = "";

    /// <summary>What a <see cref="Functions.Row"/> has.</summary>
    public static IReadOnlyList<Column> RowColumns { get; } = [new("k", "int"), new("v", "num"), new("s", "text")];

    /// <summary>A record that functions take as <see cref="Functions.Row"/>.</summary>
    public bool IsRow { get; init; }

    /// <summary>Of tables and records.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>Its partitions are the writer's business.</summary>
    public bool IsWhole { get; init; }

    /// <summary>A query may take it for one or more tables.</summary>
    public bool IsRows => Sort is Sort.Table or Sort.Tables || Element is Element.Record or Element.Records;

    /// <summary>Something may work on its elements.</summary>
    public bool IsCollection => Sort is Sort.Values or Sort.Tables or Sort.Table || Element is Element.Ints or Element.Records;
}
