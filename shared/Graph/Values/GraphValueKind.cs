namespace Serverless.Graph.Values;

/// <summary>What a <see cref="GraphValue"/> holds. The numbers are part of tokens and only grow.</summary>
public enum GraphValueKind
{
    Null = 0,
    Boolean = 1,
    Integer = 2,
    Double = 3,
    Decimal = 4,
    String = 5,
    List = 6,
    Map = 7,

    /// <summary>The value of another node, known when that node has run.</summary>
    Ref = 8,

    /// <summary>The value of a parameter; in drafts only, as a document has its value there.</summary>
    Parameter = 9,
}
