namespace Serverless.Planning.Calls;

/// <summary>What a cut is judged by.</summary>
public sealed record CutCosts
{
    /// <summary>
    /// For a handful of calls: people write those by hand, and each may take minutes. So they are cut where that costs no parallelism, on more slots than
    /// most machines have, and nowhere else.
    /// </summary>
    public static CutCosts OfFew { get; } = new() { Slots = 64, TaskSeconds = 1 };

    /// <summary>Pieces that run at once, on paper. The same everywhere, so that a graph is cut the same way everywhere. Default 16.</summary>
    public int Slots { get; init; } = 16;

    /// <summary>Seconds of one task. Default 1 ms: what nobody knows better.</summary>
    public double TaskSeconds { get; init; } = 0.001;

    /// <summary>Seconds that a piece takes beside its tasks: look-up, record, result. Default 10 ms.</summary>
    public double PieceSeconds { get; init; } = 0.010;

    /// <summary>Seconds for reading one piece's results in another. Default 1 ms.</summary>
    public double EdgeSeconds { get; init; } = 0.001;

    /// <summary>Most pieces. Default 4,096: a plan, and what orchestrations carry of it, stays small.</summary>
    public int MaxPieces { get; init; } = 4096;
}
