using Serverless.Execution.Assignments;

namespace Serverless.Execution.Isolation;

/// <summary>Runs one unit alone in a process of its own. A port: only a host knows how to start its own program.</summary>
public interface IUnitIsolation
{
    /// <summary>
    /// Starts the process, waits for its end, and says how that was. The process looks into the ledger, runs what is missing and records it, as this one
    /// would; it keeps no attempt records.
    /// </summary>
    /// <param name="unit">What to run; <see cref="UnitAssignment.PlanName"/> is set. Its semaphores are taken in this process for the other one.</param>
    /// <param name="limitBytes">Memory of the process beyond its own needs: what the unit may take.</param>
    /// <param name="cancel">The job is to stop, or a lease is lost: the process is told so, and gets a moment to record what is finished.</param>
    /// <param name="stop">The host stops: the process is killed.</param>
    Task<IsolatedEnd> RunAsync(UnitAssignment unit, long limitBytes, CancellationToken cancel, CancellationToken stop);
}

/// <summary>How an isolated unit ended: with an outcome, or with its process.</summary>
/// <param name="Outcome">Null when the process died.</param>
/// <param name="Death">Null when it did not.</param>
/// <param name="Task">Index of the task that it was at.</param>
public sealed record IsolatedEnd(UnitOutcome? Outcome, ProcessDeath? Death, long? Task);
