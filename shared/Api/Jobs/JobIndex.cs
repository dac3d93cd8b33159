using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Serverless.Execution;
using Serverless.Execution.Jobs;
using Serverless.Graph.Validation;
using Serverless.Storage;

namespace Serverless.Api.Jobs;

/// <summary>One line of the job list, written before its job is started and never changed.</summary>
public sealed record JobEntry
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Why a message of the queue could not become a job; null for jobs.</summary>
    public string? Rejected { get; init; }

    /// <summary>What was wrong with the document of a rejected message.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }
}

/// <summary>
/// The tenant's jobs, newest first: <c>index/jobs/{time, counted down}-{id}</c>. Names sort as the list does on every store, and a job is in it whether
/// its engine still knows it or not.
/// </summary>
internal sealed class JobIndex(IBlobStore blobs)
{
    private const string Folder = JobListName.Folder;

    /// <summary>Adds an entry; again: nothing changes.</summary>
    public async Task AddAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.PutAsync(new BlobName(Folder + CursorOf(entry)), JsonSerializer.SerializeToUtf8Bytes(entry, ExecutionJson.Options), BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // It is there from an attempt before.
        }
    }

    /// <summary>Entries after a cursor, newest first.</summary>
    public async IAsyncEnumerable<JobEntry> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync(Folder, cancellationToken))
        {
            if (after is not null && string.CompareOrdinal(blob.Name.Value, Folder + after) <= 0) continue;
            if (await blobs.GetAsync(blob.Name, cancellationToken) is { } content) yield return JsonSerializer.Deserialize<JobEntry>(content.Bytes.Span, ExecutionJson.Options)!;
        }
    }

    /// <summary>Where an entry stands in the list.</summary>
    public static string CursorOf(JobEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - entry.SubmittedAt.ToUnixTimeMilliseconds():D15}-{entry.Id}");
}
