using System.Globalization;
using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Functions;

namespace Serverless.Execution.Units;

/// <summary>A running task's view of itself. One object serves the tasks of a unit, one after the other.</summary>
internal sealed class RunContext(string node, string token, long? count, UnitLog log, TaskSemaphores? semaphores = null) : TaskContext
{
    // What a failure shows; older lines make room.
    private const int MaxLines = 50;
    private const int MaxLine = 500;

    private readonly long _base = long.Parse(token.AsSpan(0, 15), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    private readonly Queue<string> _lines = new();
    private long _index;
    private int _attempt;

    /// <summary>The unit's scratch folder, which may not be there yet; it goes with the unit.</summary>
    public required string Scratch { get; init; }

    /// <summary>What tasks may do here.</summary>
    public required JobPermissions Permissions { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Tells watchers how far tasks are; null: nobody listens.</summary>
    public ProgressTeller? Teller { get; init; }

    /// <summary>What opens and stores bytes behind references; set by the program that runs the task.</summary>
    public BlobValues? Blobs { get; set; }

    /// <summary>The unit's tables; null where none of its functions works on any.</summary>
    public UnitTables? Tables { get; set; }

    public override Task<Stream> OpenAsync(BlobRef blob, CancellationToken cancellationToken) =>
        Blobs?.OpenAsync(blob, cancellationToken) ?? base.OpenAsync(blob, cancellationToken);

    public override Task<BlobRef> StoreAsync(Stream content, CancellationToken cancellationToken) =>
        Blobs?.StoreAsync(content, cancellationToken) ?? base.StoreAsync(content, cancellationToken);

    public override long Partition => _index;

    public override long? PartitionCount => count;

    public override int Attempt => _attempt;

    public override TaskSemaphores Semaphores => semaphores ?? base.Semaphores;

    // Splitmix64 of token and index: the same task, the same seed, and neighbours far apart.
    public override long Seed
    {
        get
        {
            var z = (ulong)_base + (((ulong)_index + 1) * 0x9E3779B97F4A7C15);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (long)(z ^ (z >> 31));
        }
    }

    /// <summary>What the current task logged, in all of its attempts.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    // A task may log from several threads.
    public override void Log(string message)
    {
        var line = message.Length > MaxLine ? message[..MaxLine] : message;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines) _lines.Dequeue();
            log.Add($"{node}[{_index}]", line);
        }
    }

    public override void Progress(double fraction, string? message = null) => Teller?.Say($"{node}[{_index}]", fraction, message);

    public void Begin(long index, int attempt)
    {
        _index = index;
        _attempt = attempt;
        if (attempt == 1 && _lines.Count > 0) _lines.Clear();
    }
}
