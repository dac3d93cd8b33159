using System.Text.Json.Serialization;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Store.Records;

/// <summary>An attempt at a unit that has started and not ended: if no process works on it, one died of it.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Attempt">From 1, as the block counts.</param>
/// <param name="Process">Id of the process that made it.</param>
/// <param name="Host">Its machine.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Tasks">Keys of the first and last task, for people.</param>
public sealed record AttemptRecord(int Stage, int Unit, int Attempt, int Process, string Host, DateTimeOffset StartedAt, string Tasks)
{
    /// <summary>Names the process for good: ids come again, in containers always.</summary>
    public string? Incarnation { get; init; }

    /// <summary>A second run beside a first one, with a note of its own.</summary>
    [JsonPropertyName("isCopy")]
    public bool IsSpeculative { get; init; }

    /// <summary>Processes that died while they ran the unit themselves.</summary>
    public int Deaths { get; init; }

    /// <summary>The unit runs in a process of its own: the death of the one that made this attempt is not the unit's.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>Since when it was told to stop, and went on some seconds later all the same. Null: it was not, or reacted.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>
    /// This attempt after one that never ended. What another process began, and ran itself, it died of; what this one lost (storage did not answer) it did not.
    /// </summary>
    /// <param name="before">The one that never ended.</param>
    /// <param name="canIsolate">A suspect runs in a process of its own. It is noted at once: a kill between two notes would count as the unit's doing.</param>
    public AttemptRecord After(AttemptRecord before, bool canIsolate)
    {
        var died = before.Incarnation != Incarnation && !before.IsIsolated;
        var deaths = before.Deaths + (died ? 1 : 0);
        return this with { Deaths = deaths, IsIsolated = canIsolate && deaths > 0 };
    }
}

/// <summary>
/// Records of attempts, <c>jobs/{job}/attempts/{stage}-{unit}</c>: written before a unit runs, taken away when it ended, however it ended.
/// </summary>
public sealed class AttemptLog(IBlobStore blobs)
{
    /// <summary>Notes that an attempt starts.</summary>
    /// <param name="job">Whose.</param>
    /// <param name="attempt">Which.</param>
    /// <param name="canIsolate">Whether a unit that died with its process runs in one of its own now.</param>
    /// <param name="cancellationToken">Ends the wait for storage.</param>
    /// <returns>The attempt as noted: with the deaths of those before it that never ended.</returns>
    public async Task<AttemptRecord> StartAsync(string job, AttemptRecord attempt, bool canIsolate, CancellationToken cancellationToken)
    {
        var name = Name(job, attempt.Stage, attempt.Unit, attempt.IsSpeculative);
        var bytes = StoredJson.Write(attempt);
        try
        {
            await blobs.PutAsync(name, bytes, BlobCondition.IfAbsent, cancellationToken);
            return attempt;
        }
        catch (StorageConflictException)
        {
            var before = await blobs.GetAsync(name, cancellationToken);
            // A note that cannot be read says that there was an attempt, and not that it died.
            if (before is not null && StoredJson.TryRead<AttemptRecord>(before.Bytes.Span) is { } known) attempt = attempt.After(known, canIsolate);
            await blobs.PutAsync(name, StoredJson.Write(attempt), BlobCondition.None, cancellationToken);
            return attempt;
        }
    }

    /// <summary>Writes what is new about an attempt that runs.</summary>
    public Task ChangeAsync(string job, AttemptRecord attempt, CancellationToken cancellationToken) =>
        blobs.PutAsync(Name(job, attempt.Stage, attempt.Unit, attempt.IsSpeculative), StoredJson.Write(attempt), BlobCondition.None, cancellationToken);

    /// <summary>Notes that an attempt ended.</summary>
    public Task EndAsync(string job, int stage, int unit, bool isCopy, CancellationToken cancellationToken) =>
        blobs.DeleteAsync(Name(job, stage, unit, isCopy), BlobCondition.None, cancellationToken);

    /// <returns>The attempt of a unit's first run that has not ended; null: it does not run.</returns>
    public async Task<AttemptRecord?> FindAsync(string job, int stage, int unit, CancellationToken cancellationToken) =>
        await blobs.GetAsync(Name(job, stage, unit, isCopy: false), cancellationToken) is { } content ? StoredJson.TryRead<AttemptRecord>(content.Bytes.Span) : null;

    /// <summary>Attempts of a job that never ended.</summary>
    public async Task<IReadOnlyList<AttemptRecord>> OpenAsync(string job, CancellationToken cancellationToken)
    {
        var open = new List<AttemptRecord>();
        await foreach (var blob in blobs.ListAsync(JobStore.FolderOf(job, JobBlobs.Attempts), cancellationToken))
        {
            if (await blobs.GetAsync(blob.Name, cancellationToken) is { } content && StoredJson.TryRead<AttemptRecord>(content.Bytes.Span) is { } attempt) open.Add(attempt);
        }
        return open;
    }

    private static BlobName Name(string job, int stage, int unit, bool isCopy) => JobStore.JobBlob(job, $"{JobBlobs.Attempts}/{stage}-{unit}{(isCopy ? "-copy" : "")}");
}
