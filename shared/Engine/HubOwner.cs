namespace Serverless.Engine;

/// <summary>What an owner says about itself in its hub's lock file, so that others can find it.</summary>
/// <param name="ProcessId">The owner's process.</param>
/// <param name="Url">Where it listens on loopback; null when it does not.</param>
/// <param name="Key">What callers of that URL must show; null when none is needed.</param>
public sealed record HubOwner(int ProcessId, string? Url = null, string? Key = null);
