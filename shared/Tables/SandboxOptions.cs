using Serverless.Tables.Functions;

namespace Serverless.Tables;

/// <summary>Limits of one unit's queries.</summary>
/// <param name="ScratchFolder">Absolute path of an existing folder: the only one that queries may read and write, temporary files included. No two sandboxes share one.</param>
public sealed record SandboxOptions(string ScratchFolder)
{
    /// <summary>Local files outside of the scratch folder that may be read, as a cache's; absolute paths.</summary>
    public IReadOnlyList<string> ReadableFiles { get; init; } = [];

    /// <summary>Threads of the instance. Default 1: results are then the same in each run, and units, not queries, fill the cores.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Memory of the instance, bytes; beyond it queries spill, then fail. The process takes 80 to 200 MiB more. Default 256 MiB, least 16 MiB.</summary>
    public long MemoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Bytes that may spill to the scratch folder. Default 16 GiB.</summary>
    public long SpillBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>.NET methods that queries may call.</summary>
    public IReadOnlyList<ScalarFunction> Functions { get; init; } = [];

    internal void Validate()
    {
        Settings.Check(nameof(ScratchFolder), ScratchFolder, Threads, MemoryBytes, SpillBytes);
        foreach (var file in ReadableFiles)
        {
            Settings.CheckAbsolute(nameof(ReadableFiles), file);
        }
    }
}
