using Serverless.Execution.Tables;

namespace Serverless.Execution.Units;

/// <summary>How this process runs units.</summary>
public sealed record ExecutionOptions
{
    private readonly Lock _gate = new();
    private InputCache? _inputs;

    /// <summary>A folder that belongs to this process: inputs, spills, staged outputs. Emptied as units end.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Whether documents may name files of this machine: true on the command line, never for requests from elsewhere.</summary>
    public bool AllowLocalFiles { get; init; }

    /// <summary>Bytes of remote inputs that this process keeps in its scratch folder; the least recently used go first. Default 4 GiB.</summary>
    public long InputCacheBytes { get; init; } = 4L << 30;

    /// <summary>Bytes that the tables of one unit may take before they spill to disk. Default 1 GiB.</summary>
    public long TableMemoryBytes { get; init; } = 1L << 30;

    /// <summary>How often a long unit records what it has finished. Default 5 s.</summary>
    public TimeSpan RecordEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of the jitter between retries.</summary>
    public int Seed { get; init; } = Environment.ProcessId;

    /// <summary>One for all units that run with these options.</summary>
    internal InputCache Inputs
    {
        get
        {
            lock (_gate) return _inputs ??= new InputCache(ScratchFolder, InputCacheBytes);
        }
    }
}
