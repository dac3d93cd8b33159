namespace Serverless.Logic.Stages;

/// <summary>Where one item of a stage stands. The last five are final.</summary>
public enum ItemStatus
{
    /// <summary>Something that it needs is not done yet.</summary>
    Waiting,

    /// <summary>Could start now, and waits for room in the window.</summary>
    Ready,

    Running,
    Done,
    Failed,

    /// <summary>Something that it needs failed; it never started.</summary>
    Skipped,

    /// <summary>The stage stopped before it started, or before another attempt.</summary>
    Abandoned,

    /// <summary>It finished a part, and the rest is planned anew.</summary>
    Split,
}

/// <summary>What happens to the rest when an item fails for good.</summary>
public enum OnError
{
    /// <summary>What runs may end; nothing new starts.</summary>
    Stop,

    /// <summary>What depends on it is skipped; the rest goes on.</summary>
    Continue,
}
