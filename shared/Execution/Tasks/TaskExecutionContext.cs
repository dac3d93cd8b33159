using Serverless.Execution.Values.Blobs;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Functions;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Tasks;

/// <summary>A running task's view of itself. One object serves the tasks of a unit, one after the other.</summary>
internal sealed class TaskExecutionContext(string node, string token, long? count, UnitLog log, TaskSemaphores? semaphores = null) : TaskContext
{
    // What a failure shows; older lines make room.
    private const int MaxLines = 50;
    private const int MaxLine = 500;

    private readonly Queue<string> _lines = new();
    private long _index;
    private long _place;
    private long _base = NodePlace.SeedOf(token);
    private long? _count = count;
    private int _attempt;

    /// <summary>The unit's scratch folder, which may not be there yet; it goes with the unit.</summary>
    public required string Scratch { get; init; }

    /// <summary>What tasks may do here.</summary>
    public required JobPermissions Permissions { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Tells watchers how far tasks are; null: there is no listener.</summary>
    public ProgressTeller? Teller { get; init; }

    /// <summary>What opens and stores bytes behind references; set by the program that runs the task.</summary>
    public BlobValues? Blobs { get; set; }

    /// <summary>The unit's tables; null where none of its functions works on any.</summary>
    public UnitTables? Tables { get; set; }

    public override Task<Stream> OpenAsync(BlobRef blob, CancellationToken cancellationToken) =>
        Blobs?.OpenAsync(blob, cancellationToken) ?? base.OpenAsync(blob, cancellationToken);

    public override Task<BlobRef> StoreAsync(Stream content, CancellationToken cancellationToken) =>
        Blobs?.StoreAsync(content, cancellationToken) ?? base.StoreAsync(content, cancellationToken);

    /// <summary>The element that the task is at; a task of one element is as if it were at the element of its number.</summary>
    public long Element { get; set; }

    public override long Partition => _place;

    public override long? PartitionCount => _count;

    public override int Attempt => _attempt;

    public override TaskSemaphores Semaphores => semaphores ?? base.Semaphores;

    // Splitmix64 of token and index: the same task, the same seed, and neighbours far apart.
    public override long Seed
    {
        get
        {
            var z = (ulong)_base + (((ulong)_place + 1) * 0x9E3779B97F4A7C15);
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
        _place = index;
        Element = index;
        _attempt = attempt;
        if (attempt == 1 && _lines.Count > 0) _lines.Clear();
    }

    /// <summary>A function begins that may look at its place.</summary>
    public void Enter(FunctionPlace place)
    {
        _place = place.Index switch { PlaceIndex.Task => _index, PlaceIndex.Element => Element, _ => 0 };
        _base = place.Seed;
        _count = place.Count;
    }
}
