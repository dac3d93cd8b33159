namespace Serverless.Jobs.Events;

/// <summary>Types of the events of a job's log. They are stored and sent: they only grow.</summary>
public static class JobEventTypes
{
    public const string StagePlanned = "stage.planned";

    public const string UnitEnded = "unit.ended";

    /// <summary>A unit takes far too long and was started a second time.</summary>
    public const string UnitSpeculated = "unit.speculated";

    /// <summary>Events of units are missing in the log: storage did not take them, however often they were sent.</summary>
    public const string EventsLost = "events.lost";

    /// <summary>Closes every log.</summary>
    public const string JobEnded = "job.ended";

    public const string CacheLost = "cache.lost";

    /// <summary>The job was started anew by a host with another logic version: its sources count their pages from 0 again.</summary>
    public const string JobRestarted = "job.restarted";
}
