
namespace Serverless.Engine.Snapshots;

/// <summary>What stands in a snapshot. Numbers on the disk; they only grow.</summary>
internal enum SnapshotEntry : byte
{
    /// <summary>Sequence of the last frame that it contains, then an instance.</summary>
    Instance = 1,

    /// <summary>Sequence of the last frame that it contains, then an entity.</summary>
    Entity = 2,

    /// <summary>Number of an archive; newest first.</summary>
    Archive = 3,

    /// <summary>A purged id and the number of the newest archive that it hides.</summary>
    Forgotten = 4,

    /// <summary>Sequence of the last frame that any entry contains. A snapshot without it is not whole.</summary>
    End = 5,

    /// <summary>The number of the next execution.</summary>
    Executions = 6,
}
