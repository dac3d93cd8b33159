namespace Serverless.Jobs;

/// <summary>How a run of a unit ended, or of a block of units. Names are persisted in histories and events, and only grow.</summary>
public enum UnitEnd
{
    Done,

    /// <summary>The work itself failed: user code, bad input. It was tried as often as its policy says.</summary>
    Failed,

    /// <summary>It saw that its job is cancelled, and stopped: what it has is recorded.</summary>
    Cancelled,

    /// <summary>A reservation was over before the unit started: it did not run, and its block asks again.</summary>
    Unadmitted,

    /// <summary>It took far longer than planned, and stopped behind a task: what it has is recorded, the rest is planned anew.</summary>
    Split,

    /// <summary>Its host or the platform failed it: worth another attempt. No run says it of itself.</summary>
    Lost,
}
