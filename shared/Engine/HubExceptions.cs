namespace Serverless.Engine;

/// <summary>Root of what is wrong with a hub's folder.</summary>
public abstract class HubException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another live process owns the folder.</summary>
public sealed class HubInUseException(string folder, HubOwner? owner)
    : HubException(owner is null
        ? $"The hub '{folder}' is in use by another process."
        : owner.Url is null
            ? $"The hub '{folder}' is in use by process {owner.ProcessId}, which answers no other one: wait for its end, or stop it first."
            : $"The hub '{folder}' is in use by process {owner.ProcessId} at {owner.Url}. Talk to that process, or stop it first.")
{
    /// <summary>What the owner wrote into its lock file; null when it has not yet.</summary>
    public HubOwner? Owner { get; } = owner;
}

/// <summary>Bytes inside the log are damaged: the engine refuses to start rather than forget what was acknowledged.</summary>
public sealed class HubDamagedException(string file, long offset, string what)
    : HubException($"The log is damaged: '{file}' at offset {offset}: {what}. Nothing was changed. 'serverless repair' shows what would be lost before it mends.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;

    /// <summary>Set when nothing is unsound, and the log ends before frames that the snapshot has: where it ends, and the first number that is free.</summary>
    internal (LogPosition End, long Next)? Gap { get; init; }
}

/// <summary>The log was written by another version of the format.</summary>
public sealed class HubFormatException(string file, uint version, uint known)
    : HubException($"'{file}' has log format {version}; this build reads format {known}. Nothing was changed. Finish the jobs of this hub with the build that wrote it, or start a new hub.")
{
    public uint Version { get; } = version;
}

/// <summary>
/// The hub's disk refused a write. What was asked is not acknowledged; it is carried out when the disk takes writes again, and asking again with
/// the same id is safe.
/// </summary>
public sealed class HubStorageException(string message, Exception inner) : HubException(message, inner);
