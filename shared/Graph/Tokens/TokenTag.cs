namespace Serverless.Graph.Tokens;

/// <summary>The byte before each part of a token's input. Persisted through every token: never changed, only added to.</summary>
internal enum TokenTag : byte
{
    Null = 0,
    False = 1,
    True = 2,
    Integer = 3,
    Double = 4,
    Decimal = 5,
    String = 6,
    List = 7,
    Map = 8,
    Set = 9,
    Bytes = 10,
    Token = 11,
    Ref = 12,
}
