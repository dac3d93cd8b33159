namespace Serverless.Graph.Parameters;

/// <summary>What a parameter's value is. Names are part of the grammar and only grow.</summary>
public enum ParameterKind
{
    String,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A double, also where it has no fraction.</summary>
    Number,
    Boolean,

    /// <summary>A decimal number, exact: 1.50 is not 1.5.</summary>
    Decimal,

    /// <summary>A day, as <c>2026-11-30</c>.</summary>
    Date,

    /// <summary>What a clock on a wall shows, as <c>2026-11-30T17:30:00</c>, down to microseconds.</summary>
    Timestamp,

    /// <summary>A point in time, as <c>2026-11-30T17:30:00+01:00</c>; kept in UTC.</summary>
    Instant,

    /// <summary>Values of one of the other types.</summary>
    List,
}

/// <summary>The type of a parameter.</summary>
/// <param name="Kind">What a value is.</param>
/// <param name="Of">Of a list: what its items are; null elsewhere.</param>
public readonly record struct ParameterType(ParameterKind Kind, ParameterKind? Of = null)
{
    /// <summary>The name of a kind in a document.</summary>
    public static string NameOf(ParameterKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What a value looks like, for messages: as in <c>a date such as "2026-11-30"</c>.</summary>
    public string Wanted => Kind == ParameterKind.List ? $"a list, each item {Look(Of ?? ParameterKind.String)}" : Look(Kind);

    public override string ToString() => Kind == ParameterKind.List ? $"list of {NameOf(Of ?? ParameterKind.String)}" : NameOf(Kind);

    internal static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ParameterKind>().Select(NameOf)];

    internal static ParameterKind? Find(string? name) =>
        Names.ToList().IndexOf(name ?? "") is var at and >= 0 ? (ParameterKind)at : null;

    private static string Look(ParameterKind kind) => kind switch
    {
        ParameterKind.String => "a text",
        ParameterKind.Integer => "an integer such as 42",
        ParameterKind.Number => "a number such as 0.5",
        ParameterKind.Boolean => "true or false",
        ParameterKind.Decimal => "a decimal number such as \"12.50\"",
        ParameterKind.Date => "a day such as \"2026-11-30\"",
        ParameterKind.Timestamp => "a time without zone such as \"2026-11-30T17:30:00\"",
        ParameterKind.Instant => "a time with its zone such as \"2026-11-30T17:30:00Z\"",
        _ => "a list",
    };
}
