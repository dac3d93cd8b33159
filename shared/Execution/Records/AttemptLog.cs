using System.Text.Json;
using Serverless.Storage;

namespace Serverless.Execution.Records;

/// <summary>An attempt at a unit that has started and not ended: if no process works on it, one died of it.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Unit">Which unit.</param>
/// <param name="Attempt">From 1, as the block counts.</param>
/// <param name="Process">Id of the process that made it.</param>
/// <param name="Host">Its machine.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Tasks">Keys of the first and last task, for people.</param>
public sealed record AttemptRecord(int Stage, int Unit, int Attempt, int Process, string Host, DateTimeOffset StartedAt, string Tasks);

/// <summary>
/// Records of attempts, <c>jobs/{job}/attempts/{stage}-{unit}</c>: written before a unit runs, taken away when it ended, however it ended.
/// </summary>
public sealed class AttemptLog(IBlobStore blobs)
{
    /// <summary>Notes that an attempt starts.</summary>
    /// <returns>The attempt that this one follows when that one never ended: its process died, or lost its connection.</returns>
    public async Task<AttemptRecord?> StartAsync(string job, AttemptRecord attempt, CancellationToken cancellationToken)
    {
        var name = Name(job, attempt.Stage, attempt.Unit);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(attempt, ExecutionJson.Options);
        try
        {
            await blobs.PutAsync(name, bytes, BlobCondition.IfAbsent, cancellationToken);
            return null;
        }
        catch (StorageConflictException)
        {
            var before = await blobs.GetAsync(name, cancellationToken);
            await blobs.PutAsync(name, bytes, BlobCondition.None, cancellationToken);
            return before is null ? null : JsonSerializer.Deserialize<AttemptRecord>(before.Bytes.Span, ExecutionJson.Options);
        }
    }

    /// <summary>Notes that an attempt ended.</summary>
    public Task EndAsync(string job, int stage, int unit, CancellationToken cancellationToken) =>
        blobs.DeleteAsync(Name(job, stage, unit), BlobCondition.None, cancellationToken);

    /// <summary>Attempts of a job that never ended.</summary>
    public async Task<IReadOnlyList<AttemptRecord>> OpenAsync(string job, CancellationToken cancellationToken)
    {
        var open = new List<AttemptRecord>();
        await foreach (var blob in blobs.ListAsync($"jobs/{job}/attempts/", cancellationToken))
        {
            if (await blobs.GetAsync(blob.Name, cancellationToken) is { } content)
                open.Add(JsonSerializer.Deserialize<AttemptRecord>(content.Bytes.Span, ExecutionJson.Options)!);
        }
        return open;
    }

    private static BlobName Name(string job, int stage, int unit) => new($"jobs/{job}/attempts/{stage}-{unit}");
}
