using System.Diagnostics;
using Serverless.Execution.Assignments;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Blobs;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Store;
using Serverless.Store.Content;
using Serverless.Store.Records;
using Serverless.Store.Results;
using Serverless.Store.Writes;

namespace Serverless.Execution.Units;

/// <summary>Results of neighbouring tasks that are not recorded yet.</summary>
internal sealed class RangeBatch(TenantStores stores, ExecutionOptions options, UnitAssignment unit, UnitStreams streams, string scratch, long first) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<WrittenFile> _files = [];
    private readonly List<WrittenShape> _shapes = [];
    private long _rows;
    private long _tasks;

    /// <summary>Where tasks add their results.</summary>
    public PartWriter Parts { get; } = new(scratch, options.LargeValueBytes);

    public bool IsDue(TimeSpan every) => _tasks > 0 && _clock.Elapsed >= every;

    public void Add(TaskOutput output)
    {
        _tasks++;
        _rows += output.Rows;
        if (output.Files is { } files) _files.AddRange(files);
        if (output.Shape is { } shape && (_shapes.Count == 0 || !_shapes[^1].IsSame(shape))) _shapes.Add(shape);
    }

    /// <summary>Uploads and records what was added. When somebody else recorded the same first task meanwhile, theirs counts.</summary>
    public async Task<UnitOutcome> CommitAsync(UnitOutcome progress, CancellationToken cancellationToken)
    {
        if (_tasks == 0) return progress;
        var pipeline = unit.Pipeline;
        var referred = streams.In(Parts, pipeline.Result);
        var isSmall = pipeline is { Result: not ResultKind.Files, Count: <= ExecutionOptions.MostInlined } && referred.Count == 0;
        var inline = isSmall ? await Parts.TryInlineAsync(options.InlineBytes, cancellationToken) : null;
        var stored = inline is not null || pipeline.Result == ResultKind.Files ? null : await Parts.UploadAsync(stores.Blobs, pipeline.Token, options.Time, cancellationToken);
        var bytes = inline?.Length ?? stored?.Length ?? _files.Sum(f => f.Bytes);
        var large = Parts.LargeValues;
        if (referred.Count > 0) await StoredStreams.MarkAsync(stores.Blobs, pipeline.Token, cancellationToken);
        var tasks = new IndexRange(first, first + _tasks - 1);
        var isOurs = await stores.Ledger.TryRecordAsync(
            pipeline.Token,
            new LedgerRecord
            {
                First = tasks.First,
                Last = tasks.Last,
                Blob = stored?.Name.Value,
                Inline = inline,
                Bytes = bytes,
                Rows = _rows,
                Seconds = _clock.Elapsed.TotalSeconds,
                Files = _files,
                Folder = _files.Count > 0 ? DatasetWrites.FolderOf(unit.Document, pipeline) : null,
                Shapes = _shapes.Count > 0 ? _shapes : null,
                Values = large.Count == 0 ? null : [.. large],
                Streams = referred.Count == 0 ? null : referred,
                Job = unit.Job,
            },
            unit.Plan.EpochOf(pipeline.Token),
            cancellationToken);
        return progress with
        {
            Tasks = progress.Tasks + pipeline.ElementsIn(tasks),
            Rows = progress.Rows + _rows,
            Bytes = progress.Bytes + bytes + (large.Count == 0 ? 0 : Parts.Bytes - bytes),
            IsContested = progress.IsContested || !isOurs,
        };
    }

    public void Dispose() => Parts.Dispose();
}
