using Serverless.Tables.Functions;

namespace Serverless.Tables;

/// <summary>Limits of the shared instance.</summary>
/// <param name="TemporaryFolder">Absolute path of an existing folder for spilling. No two instances, also of two processes, share one: they corrupt each other's files.</param>
public sealed record EngineOptions(string TemporaryFolder)
{
    /// <summary>Threads of each query. Default 1: concurrent queries scale as well as threads do, and results are the same in each run.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Memory of all queries together, bytes. Default 256 MiB, least 16 MiB.</summary>
    public long MemoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Bytes that may spill. Default 16 GiB.</summary>
    public long SpillBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>.NET methods that queries may call.</summary>
    public IReadOnlyList<ScalarFunction> Functions { get; init; } = [];

    internal void Validate() => Settings.Check(nameof(TemporaryFolder), TemporaryFolder, Threads, MemoryBytes, SpillBytes);
}
