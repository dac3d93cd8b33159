using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Graph.Validation;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>One line of the job list, written before its job is started and never changed.</summary>
public sealed record JobEntry
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The values of the document's parameters; null: it declares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, JsonElement>? Params { get; init; }

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
            await blobs.PutAsync(new BlobName(Folder + CursorOf(entry)), StoredJson.Write(entry), BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // It is there from an attempt before.
        }
    }

    /// <summary>Entries of these names, in their order.</summary>
    public async IAsyncEnumerable<JobEntry> ReadAsync(IAsyncEnumerable<BlobName> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in names.WithCancellation(cancellationToken))
        {
            // Whatever else lies there is no entry.
            if (JobListName.TryParse(blob) is not { } name || await blobs.GetAsync(blob, cancellationToken) is not { } content) continue;
            yield return StoredJson.TryRead<JobEntry>(content.Bytes.Span) ?? await RestoreAsync(name, cancellationToken);
        }
    }

    /// <summary>An entry that is not what was written, from its name and what else is known of its job.</summary>
    internal async Task<JobEntry> RestoreAsync(JobListName name, CancellationToken cancellationToken)
    {
        if (await ReadAsync<JobEntry>(name.Job, JobReader.RejectedBlob, cancellationToken) is { } rejected) return rejected;
        var submission = await ReadAsync<Submission>(name.Job, JobBlobs.Submission, cancellationToken);
        return new JobEntry { Id = name.Job, Name = submission?.Name ?? name.Job, SubmittedAt = name.SubmittedAt };
    }

    private async Task<T?> ReadAsync<T>(string job, string blob, CancellationToken cancellationToken)
        where T : class =>
        await blobs.GetAsync(JobStore.JobBlob(job, blob), cancellationToken) is { } content ? StoredJson.TryRead<T>(content.Bytes.Span) : null;

    /// <summary>Where an entry stands in the list.</summary>
    public static string CursorOf(JobEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - entry.SubmittedAt.ToUnixTimeMilliseconds():D15}-{entry.Id}");
}
