using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Execution.Admission;
using Serverless.Execution.Isolation;
using Serverless.Graph.Functions;

namespace Serverless.Execution;

/// <summary>How this process runs units.</summary>
public sealed record ExecutionOptions
{
    // Copies of these options share it: a second cache would empty the first one's folder.
    private readonly StrongBox<InputCache?> _inputs = new();

    /// <summary>A folder that belongs to this process: inputs, spills, staged outputs. Emptied as units end.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Whether documents may name files of this machine: true on the command line, never for requests from elsewhere.</summary>
    public bool AllowLocalFiles { get; init; }

    /// <summary>What tasks may do beyond computing on what they are given. Default: nothing.</summary>
    public JobPermissions Permissions { get; init; } = JobPermissions.None;

    /// <summary>Bytes of remote inputs that this process keeps in its scratch folder; the least recently used go first. Default 4 GiB.</summary>
    public long InputCacheBytes { get; init; } = 4L << 30;

    /// <summary>Bytes that the tables of one unit may take before they spill to disk. Default 1 GiB.</summary>
    public long TableMemoryBytes { get; init; } = 1L << 30;

    /// <summary>Values of tasks whose JSON has more bytes become blobs of their own, named by their content, which a process loads once. Default 1 MiB.</summary>
    public long LargeValueBytes { get; init; } = 1L << 20;

    /// <summary>
    /// Results of up to so many bytes stand in their record, and in no blob of their own, where their node has at most <see cref="MostInlined"/> tasks. Default 0: none. Worth it where operations are paid for one by one.
    /// </summary>
    public int InlineBytes { get; init; }

    /// <summary>Tasks of a node whose results may stand in records: a fence may have all of them.</summary>
    internal const int MostInlined = 64;

    /// <summary>How often a long unit records what it has finished. Default 5 s.</summary>
    public TimeSpan RecordEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Processors and memory that the units of this process share. Default: the machine's or container's processors, and half of its memory.</summary>
    public AdmissionController AdmissionController { get; init; } = AdmissionOf(Environment.ProcessorCount);

    /// <summary>How a unit whose process died is run alone; null: it is run here again, and set aside when it died twice more.</summary>
    public IUnitIsolation? Isolation { get; init; }

    /// <summary>Names this process for good: ids of processes come again. Attempts of others that have no end died with them.</summary>
    public string Incarnation { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>How the process before this one died, when the process that started this one knows.</summary>
    public ProcessDeath? LastDeath { get; init; }

    /// <summary>This process is there for one unit: it keeps no attempt records, and notes each task here before it starts.</summary>
    public TaskMarker? Marker { get; init; }

    /// <summary>Bytes that this process may take; null: unlimited. For the text of failures.</summary>
    public long? ProcessLimitBytes { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where it is told what units do. Default: nowhere.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    internal ILogger Log => Logging.CreateLogger("Serverless.Execution");

    /// <summary>Admits units by so many processors and half of the memory.</summary>
    public static AdmissionController AdmissionOf(double processors) =>
        new(processors, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, MemoryMonitor.OfThisProcess(TimeProvider.System));

    /// <summary>Seed of the jitter between retries.</summary>
    public int Seed { get; init; } = Environment.ProcessId;

    /// <summary>One for all units that run with these options or copies of them.</summary>
    internal InputCache Inputs
    {
        get
        {
            lock (_inputs) return _inputs.Value ??= new InputCache(ScratchFolder, InputCacheBytes);
        }
    }
}
