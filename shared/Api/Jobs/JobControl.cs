using System.Text.Json;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Json;

namespace Serverless.Api.Jobs;

/// <summary>
/// Steers jobs. Suspending and resuming reach every instance of a job: the engine suspends one at a time, and the blocks of a suspended job would go on
/// with their units. Cancelling is a marker blob that executors see within a second; a suspended job is resumed so that it sees it too,
/// and blocks are told, because their units may wait for long before any of them starts. Why a job is suspended lies beside it: no engine keeps that where it can be asked for.
/// </summary>
public sealed class JobControl(DurableClient client, TenantStores stores)
{
    // Between a query and a suspension a parent may have started a child; each round reaches one generation, and there are three.
    private const int MaxRounds = 5;

    /// <summary>Starts no further units; units that run end.</summary>
    /// <param name="job">Which.</param>
    /// <param name="reason">What people read who ask why it stands still.</param>
    /// <param name="cancellationToken">Stops waiting; the job may be suspended, in part too.</param>
    /// <exception cref="InstanceNotFoundException">There is no such job.</exception>
    public async Task SuspendAsync(JobKey job, string reason, CancellationToken cancellationToken)
    {
        // First: the one who sees it suspended sees why.
        await stores.Jobs.PutAsync(job.Id, JobBlobs.Suspension, new JobSuspension(reason), cancellationToken);
        await client.SuspendAsync(JobSubmitter.InstanceOf(job), reason, cancellationToken);
        for (var round = 0; round < MaxRounds; round++)
        {
            var running = await ChildrenAsync(job, [InstanceStatus.Pending, InstanceStatus.Running], cancellationToken);
            if (running.Count == 0) return;
            foreach (var child in running) await client.SuspendAsync(child, reason, cancellationToken);
        }
    }

    /// <summary>Goes on where it was suspended.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such job.</exception>
    public async Task ResumeAsync(JobKey job, string reason, CancellationToken cancellationToken)
    {
        await client.ResumeAsync(JobSubmitter.InstanceOf(job), reason, cancellationToken);
        foreach (var child in await ChildrenAsync(job, [InstanceStatus.Suspended], cancellationToken)) await client.ResumeAsync(child, reason, cancellationToken);
        await stores.Jobs.DeleteAsync(job.Id, JobBlobs.Suspension, cancellationToken);
    }

    /// <summary>Asks the job to end as cancelled. The marker is durable when this returns; what is finished stays recorded.</summary>
    /// <exception cref="InstanceNotFoundException">There is no such job.</exception>
    public async Task CancelAsync(JobKey job, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await stores.Jobs.PutBytesAsync(job.Id, JobBlobs.Cancel, JsonSerializer.SerializeToUtf8Bytes(new { at }, ExecutionJson.Options), cancellationToken);
        await ResumeAsync(job, "cancelled", cancellationToken);
        await SignalAsync(JobSubmitter.InstanceOf(job), cancellationToken);
        // A block that starts later than this looks for the marker before it starts anything.
        foreach (var block in await ChildrenAsync(job, [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended], cancellationToken, LogicNames.Block.Name)) await SignalAsync(block, cancellationToken);
    }

    private async Task SignalAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(instance, JobSignals.Cancel, true, cancellationToken);
        }
        catch (InstanceNotFoundException)
        {
            // It ended, and was forgotten.
        }
    }

    private async Task<IReadOnlyList<InstanceId>> ChildrenAsync(JobKey job, InstanceStatus[] statuses, CancellationToken cancellationToken, string? name = null)
    {
        var children = new List<InstanceId>();
        string? next = null;
        do
        {
            var page = await client.QueryAsync(
                new InstanceQuery { IdPrefix = $"{JobSubmitter.InstanceOf(job)}:", Statuses = statuses, PageSize = 1000, ContinuationToken = next }, cancellationToken);
            children.AddRange(page.Instances.Where(i => IsOfJobs(i.Name.Name) && (name is null || i.Name.Name == name)).Select(i => i.Id));
            next = page.ContinuationToken;
        }
        while (next is not null);
        return children;
    }

    // Requests for semaphores have ids below the one that a job named "semaphore" would have.
    private static bool IsOfJobs(string name) => name == LogicNames.Stage.Name || name == LogicNames.Block.Name;
}

/// <summary>Why a job is suspended.</summary>
/// <param name="Reason">In words.</param>
internal sealed record JobSuspension(string Reason);
