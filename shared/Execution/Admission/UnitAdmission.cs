namespace Serverless.Execution.Admission;

/// <summary>Room that a unit has while it runs.</summary>
/// <param name="Governor">Whose.</param>
/// <param name="Processors">Cores.</param>
/// <param name="Bytes">Memory.</param>
/// <param name="IsOverrun">It asked for more than there is, and was let in because nothing else ran.</param>
public sealed record UnitAdmission(UnitGovernor Governor, double Processors, long Bytes, bool IsOverrun) : IDisposable
{
    private int _left;

    /// <summary>The most that the unit was seen to have; null where nobody measures.</summary>
    public long? PeakBytes => Gauged?.PeakBytes;

    internal GaugedUnit? Gauged { get; init; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) != 0) return;
        Gauged?.Dispose();
        Governor.Leave(Processors, Bytes);
    }
}
