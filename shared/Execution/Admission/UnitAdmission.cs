namespace Serverless.Execution.Admission;

/// <summary>Room that a unit has while it runs.</summary>
/// <param name="Governor">Whose.</param>
/// <param name="Processors">Cores.</param>
/// <param name="Bytes">Memory.</param>
/// <param name="IsOverrun">It asked for more than there is, and was let in because nothing else ran.</param>
public sealed record UnitAdmission(UnitGovernor Governor, double Processors, long Bytes, bool IsOverrun) : IDisposable
{
    private int _left;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0) Governor.Leave(Processors, Bytes);
    }
}
