using System.Text.Json;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Store.Records;

/// <summary>Runs of units that are to stop, <c>jobs/{job}/stops</c>: another run of the same unit was first. A job has few, and one blob for all.</summary>
public sealed class SupersededAttempts(IBlobStore blobs)
{
    /// <summary>Adds one, once.</summary>
    public async Task AddAsync(string job, string run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var content = await blobs.GetAsync(Name(job), cancellationToken);
            var stops = Read(content);
            if (stops.Contains(run)) return;
            try
            {
                var bytes = JsonSerializer.SerializeToUtf8Bytes<IReadOnlyList<string>>([.. stops.Order(StringComparer.Ordinal), run], ExecutionJson.Options);
                await blobs.PutAsync(Name(job), bytes, content is null ? BlobCondition.IfAbsent : BlobCondition.IfMatch(content.Properties.ETag), cancellationToken);
                return;
            }
            catch (StorageConflictException)
            {
                // Another block stopped one meanwhile.
            }
        }
    }

    public async Task<IReadOnlySet<string>> ReadAsync(string job, CancellationToken cancellationToken) => Read(await blobs.GetAsync(Name(job), cancellationToken));

    private static HashSet<string> Read(BlobContent? content) =>
        content is null ? [] : new(JsonSerializer.Deserialize<IReadOnlyList<string>>(content.Bytes.Span, ExecutionJson.Options)!, StringComparer.Ordinal);

    private static BlobName Name(string job) => JobStore.JobBlob(job, JobBlobs.Stops);
}
