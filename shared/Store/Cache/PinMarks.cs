using Serverless.Storage;
using Serverless.Store.Jobs;

namespace Serverless.Store.Cache;

/// <summary>The mark of a collection: which nodes jobs hold, when each was last wanted, and which jobs are to be purged.</summary>
internal sealed class PinMarks
{
    private readonly HashSet<string> _live = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);
    private readonly List<(string Job, string Entry)> _purge = [];
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    private PinMarks()
    {
    }

    /// <summary>Jobs whose time is over, with their entries in the list of jobs.</summary>
    public IReadOnlyList<(string Job, string Entry)> Purge => _purge;

    /// <summary>When the oldest job that has not ended was submitted; null: all have ended.</summary>
    public DateTimeOffset? OldestLive { get; private set; }

    /// <summary>Blobs that should say what jobs hold, and cannot be read: what only they hold is held by none.</summary>
    public IReadOnlyCollection<string> Damaged => _damaged;

    /// <summary>Documents and snapshots of the jobs that are kept: they may name stored streams.</summary>
    public IEnumerable<BlobName> Texts => _texts.Select(t => new BlobName(t));

    /// <summary>Held by a job that has not ended: nothing of the node is touched.</summary>
    public bool IsLive(string token) => _live.Contains(token);

    /// <summary>Held by any job.</summary>
    public bool IsPinned(string token) => _pinned.Contains(token);

    /// <summary>A plan or snapshot of a job that is kept.</summary>
    public bool IsPlanOfAJob(string blob) => _plans.Contains(blob);

    public DateTimeOffset? LastUsed(string token) => _lastUsed.TryGetValue(token, out var at) ? at : null;

    /// <summary>Reads the pins of all jobs in the list.</summary>
    /// <param name="stores">Whose.</param>
    /// <param name="options">How long.</param>
    /// <param name="now">Against which ends are compared.</param>
    /// <param name="endOf">The engine's word on a job without a mark of its end; null where there is none to ask: it counts as running.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<PinMarks> ReadAsync(
        TenantStores stores, CacheOptions options, DateTimeOffset now, Func<string, CancellationToken, Task<DateTimeOffset?>>? endOf, CancellationToken cancellationToken)
    {
        var marks = new PinMarks();
        var pins = new JobPins(stores);
        await foreach (var entry in stores.Blobs.ListAsync(JobListName.Folder, cancellationToken))
        {
            // Whatever else lies there, somebody's table or a name with a damaged byte, is no job.
            if (JobListName.TryParse(entry.Name) is not { } name)
            {
                marks._damaged.Add(entry.Name.Value);
                continue;
            }
            var (job, submitted) = name;
            var end = await pins.FindEndAsync(job, cancellationToken);
            if (end is null && endOf is not null && now - submitted > options.MinimumAge && await endOf(job, cancellationToken) is { } at) end = new JobEnd(at);
            var stages = await pins.ReadAsync(job, cancellationToken, marks._damaged);
            if (end is null && stages.Count == 0 && now - submitted > options.JobsFor)
            {
                // A message that never became a job, or one whose purge was cut off before its entry went.
                if (!await stores.Jobs.HasAsync(job, JobBlobs.Submission, cancellationToken)) marks._purge.Add((job, entry.Name.Value));
                continue;
            }
            if (end is not null && now - end.At > options.JobsFor)
            {
                marks._purge.Add((job, entry.Name.Value));
                continue;
            }
            if (end is null && !(marks.OldestLive <= submitted)) marks.OldestLive = submitted;
            marks._texts.Add(JobStore.JobBlob(job, JobBlobs.Document).Value);
            marks.Add(stages, end?.At ?? now, end is null, end is null || now - end.At <= options.IntermediatesFor);
        }
        return marks;
    }

    private void Add(IReadOnlyList<StagePins> stages, DateTimeOffset used, bool isLive, bool withIntermediates)
    {
        foreach (var stage in stages)
        {
            _plans.Add(stage.Snapshot);
            _texts.Add(stage.Snapshot);
            if (stage.Plan is { } plan) _plans.Add(plan);
            if (isLive) _live.UnionWith(stage.Tokens);
            _pinned.UnionWith(withIntermediates ? stage.Tokens : stage.Outputs);
            foreach (var token in stage.Tokens)
            {
                if (!_lastUsed.TryGetValue(token, out var before) || before < used) _lastUsed[token] = used;
            }
        }
    }
}
