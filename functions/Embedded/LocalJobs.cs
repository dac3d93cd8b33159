using System.Collections.Concurrent;
using Serverless.Activities.Eager;
using Serverless.Api.Jobs;
using Serverless.Client.Building;
using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Parsing;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;
using Serverless.Graph.Writing;
using Serverless.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Failures;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Embedded;

/// <summary>Turns graphs into jobs and waits for them.</summary>
internal sealed class LocalJobs(Tenants tenants, string tenant, MutableCatalog functions, ResolverFactory resolvers, DurableClient client)
{
    // Jobs that a caller of this process waits for: another one's cancelling is not to end them.
    private readonly ConcurrentDictionary<string, bool> _awaited = new(StringComparer.Ordinal);

    private TenantStores Stores => tenants[tenant];

    public async Task<ComputedJob> RunAsync(IReadOnlyList<GraphHandle> outputs, IProgress<ComputeProgress>? progress, CancellationToken cancellationToken)
    {
        var document = DocumentOf(outputs, static draft => draft);
        // The same document, left unfinished by a process before: its job goes on. One that somebody here waits for is left to them: this one waits for what it has in hand, and finds it.
        var hash = DocumentHash.Of(document).ToString();
        var unfinished = await JobSubmitter.UnfinishedAsync(client, tenant, cancellationToken);
        var left = unfinished.FirstOrDefault(u => u.DocumentHash == hash && _awaited.TryAdd(u.Job.Id, true))?.Job;
        var id = left?.Id ?? JobId.New(TimeProvider.System);
        _awaited.TryAdd(id, true);
        try
        {
            var job = left ?? await SubmitAsync(document, id, cancellationToken);
            var state = await WaitAsync(job, progress, cancellationToken);
            if (state.Status != InstanceStatus.Completed) throw new JobFailedException(job, [new UnitFailure($"job {job.Id}", "platform", state.Failure?.Message ?? state.Status.ToString(), null)], null);
            return await ComputedAsync(job, state.ReadOutput<JobOutcome>()!, cancellationToken);
        }
        finally
        {
            _awaited.TryRemove(id, out _);
        }
    }

    public async Task<ComputedJob> RunEagerAsync(EagerJobs eager, IReadOnlyList<GraphHandle> outputs, CancellationToken cancellationToken)
    {
        // Results are the job's own: a recorded one would skip the very code that somebody wants to step through.
        var document = DocumentOf(outputs, draft => draft with { Policy = (draft.Policy ?? new Policy()) with { Cache = CacheMode.None } });
        var job = new JobKey(tenant, JobId.New(TimeProvider.System));
        return await ComputedAsync(job, await eager.RunAsync(job, document, Environment.CurrentDirectory, cancellationToken), cancellationToken);
    }

    private JobDocument DocumentOf(IReadOnlyList<GraphHandle> outputs, Func<JobDraft, JobDraft> change)
    {
        if (outputs.Count == 0) throw new ArgumentException("There is nothing to compute: give at least one output.", nameof(outputs));
        var graph = outputs[0].Graph;
        return JobChecker.Check(change(graph.Draft(outputs)), functions.With(graph.Functions)).Require();
    }

    private async Task<JobKey> SubmitAsync(JobDocument document, string id, CancellationToken cancellationToken)
    {
        // What it reads is looked for before anything is stored: a missing file is the caller's error, at once.
        var snapshot = await resolvers.Create(Stores).ResolveAsync(document, Environment.CurrentDirectory, before: null, cancellationToken);
        if (ShapeCheck.Of(document, snapshot) is { Length: > 0 } misfits) throw new JobInvalidException(misfits);
        var submitter = new JobSubmitter(tenants, functions.Current, resolvers, TimeProvider.System);
        var options = new SubmitOptions { JobId = id, BaseFolder = Environment.CurrentDirectory };
        var json = JobWriter.ToUtf8(document);
        return (await submitter.SubmitAsync(client, tenant, document, json, options, cancellationToken)).Job;
    }

    private async Task<InstanceState> WaitAsync(JobKey job, IProgress<ComputeProgress>? progress, CancellationToken cancellationToken)
    {
        var ended = client.WaitAsync(JobSubmitter.InstanceOf(job), CancellationToken.None);
        try
        {
            return progress is null ? await ended.WaitAsync(cancellationToken) : await new ProgressReader(Stores, job, progress).FollowAsync(ended, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The job is told, and has ended when this returns: nothing of it runs on behind the caller's back.
            await new JobControl(client, Stores).CancelAsync(job, TimeProvider.System.GetUtcNow(), CancellationToken.None);
            await ended;
            throw;
        }
    }

    private async Task<ComputedJob> ComputedAsync(JobKey job, JobOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Status == JobStatus.Cancelled) throw new OperationCanceledException($"Job {job.Id} was cancelled.");
        if (!outcome.Succeeded) throw new JobFailedException(job, outcome.Failures, await FailureAsync(outcome, cancellationToken));
        var outputs = await Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job.Id, JobBlobs.Outputs, cancellationToken) ?? [];
        return new ComputedJob(Stores, job, outcome.Totals, outputs);
    }

    private async Task<TaskFailure?> FailureAsync(JobOutcome outcome, CancellationToken cancellationToken) =>
        outcome.Failures is [{ Blob: { } blob }, ..] && await Stores.Blobs.GetAsync(new BlobName(blob), cancellationToken) is { } content
            ? StoredJson.TryRead<TaskFailure>(content.Bytes.Span)
            : null;
}
