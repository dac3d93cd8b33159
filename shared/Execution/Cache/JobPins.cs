using System.Globalization;
using System.Text.Json;
using Serverless.Execution.Jobs;
using Serverless.Graph.Documents;
using Serverless.Storage;

namespace Serverless.Execution.Cache;

/// <summary>The pins of jobs, and the marks of their ends.</summary>
public sealed class JobPins(TenantStores stores)
{
    internal const string EndBlob = "end.json";

    /// <summary>Writes a stage's pins, over what the stage pinned before.</summary>
    public Task PutAsync(string job, StagePins pins, CancellationToken cancellationToken) =>
        stores.Jobs.PutAsync(job, string.Create(CultureInfo.InvariantCulture, $"pins/{pins.Stage:D4}.json"), pins, cancellationToken);

    /// <summary>All pins of a job, by stage.</summary>
    public async Task<IReadOnlyList<StagePins>> ReadAsync(string job, CancellationToken cancellationToken)
    {
        var pins = new List<StagePins>();
        await foreach (var blob in stores.Blobs.ListAsync($"{Layout.Jobs}/{job}/pins/", cancellationToken))
        {
            if (await stores.Blobs.GetAsync(blob.Name, cancellationToken) is { } content) pins.Add(JsonSerializer.Deserialize<StagePins>(content.Bytes.Span, ExecutionJson.Options)!);
        }
        return pins;
    }

    /// <summary>Notes that a job has ended: from then on its intermediates are held for a day only.</summary>
    public Task EndAsync(string job, JobEnd end, CancellationToken cancellationToken) => stores.Jobs.PutAsync(job, EndBlob, end, cancellationToken);

    /// <summary>A job that plans has not ended: it may have been resumed after it failed.</summary>
    public Task ReopenAsync(string job, CancellationToken cancellationToken) => stores.Blobs.DeleteAsync(JobStore.JobBlob(job, EndBlob), BlobCondition.None, cancellationToken);

    /// <returns>Null while it has not ended.</returns>
    public Task<JobEnd?> FindEndAsync(string job, CancellationToken cancellationToken) => stores.Jobs.FindAsync<JobEnd>(job, EndBlob, cancellationToken);
}

/// <summary>A job's end.</summary>
/// <param name="At">When.</param>
public sealed record JobEnd(DateTimeOffset At);
