using System.Text.Json;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Local.Client;

/// <summary>
/// What blobs say of jobs whose hub another process runs: enough to look at them. Only the hub knows which of those that have not ended are suspended;
/// everything that needs it is refused as the hub refuses it.
/// </summary>
/// <param name="tenants">Where the jobs are.</param>
/// <param name="refusal">The hub's.</param>
internal sealed class StoredJobs(Tenants tenants, HubInUseException refusal) : DurableClient
{
    public override async Task<InstanceState?> GetAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (JobInstances.JobOf(instance) is not var (tenant, job)) return null;
        var stores = tenants[tenant];
        if (await stores.Jobs.FindAsync<Submission>(job, JobBlobs.Submission, cancellationToken) is not { } submission) return null;
        var state = new InstanceState { Id = instance, Name = LogicNames.Job, Status = InstanceStatus.Running, CreatedAt = submission.SubmittedAt, UpdatedAt = submission.SubmittedAt };
        if (await new JobPins(stores).FindEndAsync(job, cancellationToken) is null)
            return await stores.Events.ReadAsync(job, 0, cancellationToken) is null ? state with { Status = InstanceStatus.Pending } : state;
        // Between the mark of its end and its last event it still runs.
        if (await stores.Events.FindLastAsync(job, JobEventTypes.JobEnded, cancellationToken) is not { } ended) return state;
        var outcome = ended.Data.Deserialize<JobOutcome>(ExecutionJson.Options)!;
        return outcome.Reason is { } reason
            ? state with { Status = InstanceStatus.Failed, UpdatedAt = ended.At, Failure = new FailureDetails("", reason) }
            : state with { Status = InstanceStatus.Completed, UpdatedAt = ended.At, Output = DurableJson.Write(outcome, "outcome") };
    }

    public override Task<bool> StartAsync(LogicName name, object? input, InstanceId instance, CancellationToken cancellationToken, DateTimeOffset? startAt = null) => throw refusal;

    public override Task RaiseEventAsync(InstanceId instance, string name, object? payload, CancellationToken cancellationToken) => throw refusal;

    public override Task SuspendAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) => throw refusal;

    public override Task ResumeAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) => throw refusal;

    public override Task TerminateAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) => throw refusal;

    public override Task<InstanceState> WaitAsync(InstanceId instance, CancellationToken cancellationToken) => throw refusal;

    public override Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken) => throw refusal;

    public override Task<int> PurgeAsync(InstanceQuery query, CancellationToken cancellationToken) => throw refusal;

    public override Task<bool> PurgeAsync(InstanceId instance, CancellationToken cancellationToken) => throw refusal;

    public override Task SignalEntityAsync(EntityId entity, string operation, object? input, CancellationToken cancellationToken, DateTimeOffset? due = null) => throw refusal;

    public override Task<T?> GetEntityAsync<T>(EntityId entity, CancellationToken cancellationToken)
        where T : default => throw refusal;
}
