namespace Serverless.Execution.Admission;

/// <summary>Room that a unit has while it runs.</summary>
/// <param name="AdmissionController">Whose.</param>
/// <param name="Processors">Cores.</param>
/// <param name="Bytes">Memory.</param>
/// <param name="IsOvercommit">It asked for more than there is, and was let in because nothing else ran.</param>
public sealed record UnitAdmission(AdmissionController AdmissionController, double Processors, long Bytes, bool IsOvercommit) : IDisposable
{
    private int _left;

    /// <summary>The most that the unit was seen to have; null where it is not measured.</summary>
    public long? PeakBytes => Monitored?.PeakBytes;

    internal MonitoredUnit? Monitored { get; init; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) != 0) return;
        Monitored?.Dispose();
        AdmissionController.Leave(Processors, Bytes);
    }
}
