using Serverless.Activities.Semaphores;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Units;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Storage.Counting;
using Serverless.Store.Jobs;

namespace Serverless.Activities.Stages;

/// <summary>Runs one unit in this process.</summary>
internal sealed class RunUnitActivity(JobLoader loader, ExecutionOptions options, CancelWatch cancels, UnitSemaphores? semaphores = null) : Activity<UnitRequest, UnitReport>
{
    /// <summary>Cancelled when the process is to end: what is finished is recorded, and the attempt is lost.</summary>
    public CancellationToken Drain { get; init; }

    public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
    {
        await using var leases = await UnitLeases.ActivateAsync(semaphores, input, cancellationToken);
        if (leases is null) return UnitReports.Unadmitted(input);
        var stores = loader.StoresOf(input.Job);
        using var giveUp = new CancellationTokenSource();
        var unit = await UnitLoader.LoadAsync(loader, input.Job, input.Plan, input.Unit, input.Attempt, cancellationToken);
        using var watch = cancels.Watch(stores, input.Job.Id);
        // Short units end before anybody could think of running them twice.
        var after = unit.Plan.Speculation is { } speculation && speculation.Expected.ContainsKey(unit.PlanUnit.Pipeline) ? TimeSpan.FromSeconds(speculation.AfterSeconds) : (TimeSpan?)null;
        using var outrun = after is { } since
            ? cancels.WatchRun(stores, input.Job.Id, StopUnitActivity.KeyOf(new(input.Job, input.Plan, input.Unit, input.Attempt, input.IsSpeculative)), input.IsSpeculative ? TimeSpan.Zero : since)
            : null;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(watch.Token, leases.Lost, outrun?.Token ?? CancellationToken.None, giveUp.Token, Drain);
        unit = unit with
        {
            IsSpeculative = input.IsSpeculative,
            Budget = input.IsSpeculative ? null : unit.Budget,
            Semaphores = input.IsSpeculative ? new NoSecondHolder(giveUp) : leases,
            IsAdmitted = leases.IsHeld,
            AbandonLeases = leases.Abandon,
            Superseded = outrun?.Token ?? CancellationToken.None,
        };
        // Jobs of this machine's command line and jobs from elsewhere run side by side: only the former have files here.
        var submission = await loader.SubmissionAsync(input.Job, cancellationToken);
        var limits = options with { AllowLocalFiles = options.AllowLocalFiles && submission.BaseFolder is not null };
        var counts = new StorageCounts();
        var outcome = await new UnitRunner(stores.CountedBy(counts), limits).RunAsync(unit, cancel.Token, cancellationToken);
        if (outcome.StorageElsewhere is { } elsewhere) counts.Add(elsewhere);
        if (outcome.End == UnitEnd.Cancelled && !watch.Token.IsCancellationRequested && (input.IsSpeculative || unit.Superseded.IsCancellationRequested)) throw new AttemptSupersededException(unit.Pipeline.Title);
        // What was finished is recorded; the rest is another attempt's, with other leases.
        if (outcome.End == UnitEnd.Cancelled && !watch.Token.IsCancellationRequested) throw new LeaseLostException(unit.Pipeline.Title);
        return new UnitReport
        {
            Status = outcome.End,
            Totals = new StageTotals(1, outcome.Tasks, outcome.Rows, outcome.Bytes, outcome.Found) { Storage = UnitStorage.Of(counts) },
            Seconds = Math.Round(outcome.Seconds, 4),
            Node = unit.Pipeline.Title,
            PeakBytes = outcome.PeakBytes,
            // Of a second run it does not count: the first one goes on, and its task did not fail.
            Failure = !input.IsSpeculative && outcome.Failure is { } failure ? await StoreAsync(stores, input, failure, cancellationToken) : null,
        };
    }

    private static async Task<UnitFailure> StoreAsync(
        Store.TenantStores stores, UnitRequest input, Store.Failures.TaskFailure failure, CancellationToken cancellationToken)
    {
        var name = JobBlobs.FailureOf(input.Stage, input.Unit);
        await stores.Jobs.PutAsync(input.Job.Id, name, failure, cancellationToken);
        var message = failure.Message;
        return new UnitFailure(
            failure.Task,
            System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(failure.Kind.ToString()),
            message.Length > UnitFailure.MaxMessage ? message[..UnitFailure.MaxMessage] : message,
            JobStore.JobBlob(input.Job.Id, name).Value);
    }
}
