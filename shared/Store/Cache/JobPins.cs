using System.Globalization;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Store.Cache;

/// <summary>The pins of jobs, and the marks of their ends.</summary>
public sealed class JobPins(TenantStores stores)
{
    internal const string EndBlob = "end.json";

    /// <summary>Writes a stage's pins, over what the stage pinned before.</summary>
    public Task PutAsync(string job, StagePins pins, CancellationToken cancellationToken) =>
        stores.Jobs.PutAsync(job, string.Create(CultureInfo.InvariantCulture, $"{JobBlobs.Pins}/{pins.Stage:D4}.json"), pins, cancellationToken);

    /// <summary>All pins of a job, by stage.</summary>
    /// <param name="job">Whose.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="damaged">Takes the names of those that are not what was written; they are passed over.</param>
    public async Task<IReadOnlyList<StagePins>> ReadAsync(string job, CancellationToken cancellationToken, ICollection<string>? damaged = null)
    {
        var pins = new List<StagePins>();
        await foreach (var blob in stores.Blobs.ListAsync(JobStore.FolderOf(job, JobBlobs.Pins), cancellationToken))
        {
            if (await stores.Blobs.GetAsync(blob.Name, cancellationToken) is not { } content) continue;
            if (StoredJson.TryRead<StagePins>(content.Bytes.Span) is { Tokens.IsDefault: false, Outputs.IsDefault: false, Snapshot: not null } read) pins.Add(read);
            else damaged?.Add(blob.Name.Value);
        }
        return pins;
    }

    /// <summary>Notes that a job has ended: from then on its intermediates are held for a day only.</summary>
    public Task EndAsync(string job, JobEnd end, CancellationToken cancellationToken) => stores.Jobs.PutAsync(job, EndBlob, end, cancellationToken);

    /// <summary>A job that plans has not ended: it may have been resumed after it failed.</summary>
    public Task ReopenAsync(string job, CancellationToken cancellationToken) => stores.Blobs.DeleteAsync(JobStore.JobBlob(job, EndBlob), BlobCondition.None, cancellationToken);

    /// <returns>Null while it has not ended. Of a mark that is not what was written its being there tells, and when it was written.</returns>
    public async Task<JobEnd?> FindEndAsync(string job, CancellationToken cancellationToken) =>
        await stores.Blobs.GetAsync(JobStore.JobBlob(job, EndBlob), cancellationToken) is { } content
            ? StoredJson.TryRead<JobEnd>(content.Bytes.Span) is { At.Year: > 2000 } end ? end : new JobEnd(content.Properties.LastModified)
            : null;
}

/// <summary>A job's end.</summary>
/// <param name="At">When.</param>
public sealed record JobEnd(DateTimeOffset At);
