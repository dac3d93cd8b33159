using Serverless.Activities.Semaphores;
using Serverless.Activities.Speculation;
using Serverless.Durable;
using Serverless.Execution.Jobs;
using Serverless.Execution.Units;
using Serverless.Jobs;
using Serverless.Logic.Blocks;
using Serverless.Storage.Counting;

namespace Serverless.Activities;

/// <summary>Runs one unit in this process.</summary>
public sealed class RunUnitActivity(JobLoader loader, ExecutionOptions options, CancelWatch cancels, UnitSemaphores? semaphores = null) : Activity<UnitRequest, UnitReport>
{
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
            ? cancels.WatchRun(stores, input.Job.Id, StopUnitActivity.KeyOf(new(input.Job, input.Plan, input.Unit, input.Attempt, input.IsCopy)), input.IsCopy ? TimeSpan.Zero : since)
            : null;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(watch.Token, leases.Lost, outrun?.Token ?? CancellationToken.None, giveUp.Token);
        unit = unit with
        {
            IsCopy = input.IsCopy,
            Budget = input.IsCopy ? null : unit.Budget,
            Semaphores = input.IsCopy ? new NoSecondHolder(giveUp) : leases,
            IsAdmitted = leases.IsHeld,
            AbandonLeases = leases.Abandon,
            Outrun = outrun?.Token ?? CancellationToken.None,
        };
        // Jobs of this machine's command line and jobs from elsewhere run side by side: only the former have files here.
        var submission = await loader.SubmissionAsync(input.Job, cancellationToken);
        var limits = options with { AllowLocalFiles = options.AllowLocalFiles && submission.BaseFolder is not null };
        var counts = new StorageCounts();
        var outcome = await new UnitRunner(stores.CountedBy(counts), limits).RunAsync(unit, cancel.Token, cancellationToken);
        if (outcome.StorageElsewhere is { } elsewhere) counts.Add(elsewhere);
        if (outcome.End == UnitEnd.Cancelled && !watch.Token.IsCancellationRequested && (input.IsCopy || unit.Outrun.IsCancellationRequested)) throw new UnitOutrunException(unit.Pipeline.Title);
        // What was finished is recorded; the rest is another attempt's, with other leases.
        if (outcome.End == UnitEnd.Cancelled && !watch.Token.IsCancellationRequested) throw new LeaseLostException(unit.Pipeline.Title);
        return new UnitReport
        {
            Status = outcome.End switch { UnitEnd.Done => UnitStatus.Done, UnitEnd.Failed => UnitStatus.Failed, UnitEnd.Split => UnitStatus.Split, _ => UnitStatus.Cancelled },
            Totals = new StageTotals(1, outcome.Tasks, outcome.Rows, outcome.Bytes, outcome.Found) { Storage = UnitStorage.Of(counts) },
            Seconds = Math.Round(outcome.Seconds, 4),
            Node = unit.Pipeline.Title,
            PeakBytes = outcome.PeakBytes,
            // Of a second run it is nobody's: the first one goes on, and its task did not fail.
            Failure = !input.IsCopy && outcome.Failure is { } failure ? await StoreAsync(stores, input, failure, cancellationToken) : null,
        };
    }

    private static async Task<UnitFailure> StoreAsync(
        Execution.TenantStores stores, UnitRequest input, Execution.Failures.TaskFailure failure, CancellationToken cancellationToken)
    {
        var name = $"failures/{input.Stage}-{input.Unit}.json";
        await stores.Jobs.PutAsync(input.Job.Id, name, failure, cancellationToken);
        var message = failure.Message;
        return new UnitFailure(
            failure.Task,
            System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(failure.Kind.ToString()),
            message.Length > UnitFailure.MaxMessage ? message[..UnitFailure.MaxMessage] : message,
            JobStore.JobBlob(input.Job.Id, name).Value);
    }
}
