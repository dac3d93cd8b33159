using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Failures;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Records;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>Looks at jobs of one tenant.</summary>
internal sealed class JobReader(TenantStores stores, DurableClient client, JobNames names)
{
    /// <summary>A rejected message's entry, by the id its job would have had.</summary>
    public const string RejectedBlob = "rejected.json";

    // Entries are read one by one; what the engine knows of them is asked for together.
    private const int AskedTogether = 16;

    // Failures told in full: each may have some ten kilobytes.
    private const int MaxDetails = 50;

    /// <summary>All of a job: also how far its nodes are, what does not respond, and its failures in full.</summary>
    /// <returns>Null when there is no such job.</returns>
    public async Task<JobView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindBriefAsync(id, cancellationToken) is not { } view) return null;
        if (view.Status == JobState.Rejected) return view;
        if (view is { Status: JobState.Running, Reason: null }) view = view with { Reason = await PoolReasonAsync(id, cancellationToken) };
        view = view with { Nodes = await ProgressReducer.OfAsync(stores, id, cancellationToken), Unresponsive = await UnresponsiveAsync(id, cancellationToken) };
        return view.Failures is { Count: > 0 } failures ? view with { FailureDetails = await DetailsAsync(id, view.MoreFailures > 0, failures, cancellationToken) } : view;
    }

    /// <summary>Whether there is such a job, how it stands and since when: what costs a look at its instance.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<JobView?> FindBriefAsync(string id, CancellationToken cancellationToken)
    {
        if (JobId.Problem(id) is not null) return null;
        if (await client.GetAsync(JobSubmitter.InstanceOf(new JobKey(stores.Tenant, id)), cancellationToken) is not { } instance)
        {
            return await stores.Jobs.FindAsync<JobEntry>(id, RejectedBlob, cancellationToken) is { } rejected ? Rejected(rejected) : null;
        }
        // Without it the job is known by its id and by what the engine says.
        var submission = await SubmissionAsync(id, cancellationToken);
        var view = await ViewAsync(new JobEntry { Id = id, Name = submission?.Name ?? id, SubmittedAt = submission?.SubmittedAt ?? instance.CreatedAt, Params = submission?.Params }, instance, cancellationToken);
        return view with { Resumes = submission?.Resumes, Notes = submission?.Notes };
    }

    // Of a pool without workers nothing else tells: its messages wait.
    private async Task<string?> PoolReasonAsync(string id, CancellationToken cancellationToken)
    {
        if (await SubmissionAsync(id, cancellationToken) is not { Pool: { } pool }) return null;
        return await stores.Pools.IsSeenAsync(pool, cancellationToken) ? null : $"No worker of pool '{pool}' has been seen: start one by 'serverless worker --pool {pool}'.";
    }

    private async Task<Submission?> SubmissionAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await stores.Jobs.GetImmutableAsync<Submission>(JobStore.JobBlob(id, JobBlobs.Submission).Value, cancellationToken);
        }
        catch (Exception e) when (e is DamagedBlobException or BlobNotFoundException)
        {
            return null;
        }
    }

    private async Task<JobSuspension?> SuspensionAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await stores.Jobs.FindAsync<JobSuspension>(id, JobBlobs.Suspension, cancellationToken);
        }
        catch (DamagedBlobException)
        {
            return null;
        }
    }

    public async Task<JobPage> ListAsync(int limit, string? after, JobState? status, CancellationToken cancellationToken)
    {
        var found = new List<(JobEntry Entry, JobView View)>();
        await foreach (var chunk in ChunksAsync(after, cancellationToken))
        {
            var views = await Task.WhenAll(chunk.Select(e => ViewAsync(e, cancellationToken)));
            foreach (var (entry, view) in chunk.Zip(views))
            {
                // Without an instance it was never acknowledged: its submitter asks again, or has given up.
                if (view is null || (status is { } wanted && view.Status != wanted)) continue;
                if (found.Count == limit) return new JobPage([.. found.Select(f => f.View)], JobIndex.CursorOf(found[^1].Entry));
                found.Add((entry, view));
            }
        }
        return new JobPage([.. found.Select(f => f.View)], null);
    }

    private async IAsyncEnumerable<IReadOnlyList<JobEntry>> ChunksAsync(string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<JobEntry>();
        await foreach (var entry in new JobIndex(stores.Blobs).ReadAsync(names.AfterAsync(stores.Tenant, stores.Blobs, after, cancellationToken), cancellationToken))
        {
            chunk.Add(entry);
            if (chunk.Count < AskedTogether) continue;
            yield return chunk;
            chunk = [];
        }
        if (chunk.Count > 0) yield return chunk;
    }

    private async Task<JobView?> ViewAsync(JobEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Rejected is not null) return Rejected(entry);
        var instance = await client.GetAsync(JobSubmitter.InstanceOf(new JobKey(stores.Tenant, entry.Id)), cancellationToken);
        return instance is null ? null : await ViewAsync(entry, instance, cancellationToken);
    }

    private async Task<JobView> ViewAsync(JobEntry entry, InstanceState instance, CancellationToken cancellationToken)
    {
        var view = new JobView { Id = entry.Id, Name = entry.Name, Params = entry.Params, SubmittedAt = entry.SubmittedAt, Status = JobState.Running, EndedAt = instance.HasEnded ? instance.UpdatedAt : null };
        switch (instance.Status)
        {
            case InstanceStatus.Completed:
                var outcome = instance.ReadOutput<JobOutcome>()!;
                var end = outcome.Status switch { JobStatus.Done => JobState.Done, JobStatus.Cancelled => JobState.Cancelled, _ => JobState.Failed };
                return view with { Status = end, Totals = outcome.Totals, Cache = outcome.Cache, Failures = outcome.Failures.Count > 0 ? outcome.Failures : null, MoreFailures = outcome.MoreFailures > 0 ? outcome.MoreFailures : null };
            case InstanceStatus.Failed:
                return view with { Status = JobState.Failed, Reason = instance.Failure?.Message };
            case InstanceStatus.Terminated:
                return view with { Status = JobState.Cancelled, Reason = instance.Output };
            default:
                var cancelled = await stores.Jobs.HasAsync(entry.Id, JobBlobs.Cancel, cancellationToken);
                var open = instance.Status switch { InstanceStatus.Pending => JobState.Pending, InstanceStatus.Suspended => JobState.Suspended, _ => JobState.Running };
                var reason = open == JobState.Suspended ? (await SuspensionAsync(entry.Id, cancellationToken))?.Reason : null;
                return view with { Status = cancelled ? JobState.Cancelling : open, Progress = instance.ReadCustomStatus<JobProgress>(), Reason = instance.Held ?? reason };
        }
    }

    private async Task<IReadOnlyList<UnresponsiveUnit>?> UnresponsiveAsync(string id, CancellationToken cancellationToken)
    {
        var stopped = (await stores.Attempts.OpenAsync(id, cancellationToken)).Where(a => a.StoppedAt is not null && !IsGone(a)).Select(a => new UnresponsiveUnit(a.Tasks, a.Host, a.Process, a.StoppedAt!.Value)).ToList();
        return stopped.Count > 0 ? stopped : null;
    }

    // Its note outlives a process that was ended with the task; of other machines that cannot be told.
    private static bool IsGone(AttemptRecord attempt)
    {
        if (attempt.Host != Environment.MachineName) return false;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(attempt.Process);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    // The job's end names the first ones; the others lie beside them.
    private async Task<IReadOnlyList<TaskFailure>> DetailsAsync(string id, bool areThereMore, IReadOnlyList<UnitFailure> failures, CancellationToken cancellationToken)
    {
        var blobs = failures.Select(f => f.Blob).OfType<string>().ToList();
        if (areThereMore)
        {
            await foreach (var blob in stores.Blobs.ListAsync(JobStore.FolderOf(id, JobBlobs.Failures), cancellationToken))
            {
                if (blobs.Count >= MaxDetails) break;
                blobs.Add(blob.Name.Value);
            }
        }
        var details = new List<TaskFailure>();
        foreach (var blob in blobs.Distinct(StringComparer.Ordinal))
        {
            if (await stores.Blobs.GetAsync(new BlobName(blob), cancellationToken) is { } content && StoredJson.TryRead<TaskFailure>(content.Bytes.Span) is { } failure) details.Add(failure);
        }
        return details;
    }

    private static JobView Rejected(JobEntry entry) => new()
    {
        Id = entry.Id,
        Name = entry.Name,
        SubmittedAt = entry.SubmittedAt,
        EndedAt = entry.SubmittedAt,
        Status = JobState.Rejected,
        Reason = entry.Rejected,
        Problems = entry.Problems,
    };
}
