namespace Serverless.Jobs;

/// <summary>Events that are raised on a job's instances. Names are persisted in histories.</summary>
public static class JobSignals
{
    /// <summary>
    /// To a job and its blocks: somebody asked to cancel the job. The marker in storage is what counts, and units look for it themselves; this reaches a
    /// job that waits for another's claim, and blocks whose units have not started, because they wait for a slot or a semaphore.
    /// </summary>
    public const string Cancel = "cancel";
}
