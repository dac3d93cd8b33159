namespace Serverless.Engine;

/// <summary>What "durable" means for a hub's log.</summary>
public enum Durability
{
    /// <summary>Flushed to the disk before anything is acknowledged. Survives a power loss.</summary>
    Fsync,

    /// <summary>
    /// Handed to the operating system. Survives a killed process, not a power loss: the last seconds may be gone, and the engine may refuse to start
    /// because later bytes reached the disk before earlier ones.
    /// </summary>
    Flush,
}
