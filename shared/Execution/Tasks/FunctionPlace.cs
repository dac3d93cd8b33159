namespace Serverless.Execution.Tasks;

/// <summary>What a function is told of its place: that of its own node.</summary>
/// <param name="Index">Which number is its own.</param>
/// <param name="Seed">What its seeds are made of.</param>
/// <param name="Count">How many elements the node has.</param>
internal sealed record FunctionPlace(PlaceIndex Index, long Seed, long Count);

/// <summary>Which number a function is told.</summary>
internal enum PlaceIndex
{
    /// <summary>The task's.</summary>
    Task,

    /// <summary>That of the element that the task is at.</summary>
    Element,

    /// <summary>None: it is the only one.</summary>
    Only,
}
