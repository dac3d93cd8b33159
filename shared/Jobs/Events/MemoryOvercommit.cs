namespace Serverless.Jobs.Events;

/// <summary>
/// Data of the event <c>pressure.overrun</c>: a unit was let in although there was no room, because waiting would have freed nothing; or it was seen to take
/// far more than it was admitted with.
/// </summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Tasks">Its tasks, for people.</param>
/// <param name="AdmittedBytes">What it was let in with: declared, learned or assumed.</param>
/// <param name="LimitBytes">What all units of the process may have together.</param>
/// <param name="PeakBytes">What it was seen to take; null when it was let in without room and has not run yet.</param>
public sealed record MemoryOvercommit(int Stage, int Unit, string Tasks, long AdmittedBytes, long LimitBytes, long? PeakBytes)
{
    public const string Type = "pressure.overrun";
}
