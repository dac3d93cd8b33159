using Serverless.Activities.Observing;
using Serverless.Activities.Stages;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Logic;
using Serverless.Logic.Messages;
using Serverless.Logic.Pools;

namespace Serverless.Activities.Workers;

/// <summary>Runs units in a worker, as a host runs them.</summary>
/// <param name="loader">Of this process.</param>
/// <param name="execution">How units run here.</param>
/// <param name="cancels">Hears of jobs that are cancelled.</param>
/// <param name="drain">Cancelled when the worker is to end: what is finished is recorded, the rest is another's.</param>
public sealed class PoolUnits(JobLoader loader, ExecutionOptions execution, CancelWatch cancels, CancellationToken drain)
{
    private readonly ObservedUnits _units = new(new RunUnitActivity(loader, execution, cancels) { Drain = drain }, execution.Logging.CreateLogger("Serverless.Activities"));

    /// <summary>Runs one, unless the ledger has it.</summary>
    /// <param name="message">Which.</param>
    /// <param name="cancellationToken">Gives up at once: what was recorded stays.</param>
    /// <returns>What to answer; null: the worker drains, and the message goes back.</returns>
    public async Task<PoolAnswer?> RunAsync(PoolMessage message, CancellationToken cancellationToken)
    {
        var answer = new PoolAnswer(PoolContract.Version, message.Block, message.Unit.Unit, message.Unit.Attempt);
        try
        {
            return answer with { Report = await _units.RunAsync(new ActivityContext(new InstanceId(message.Block), ActivityNames.RunUnit), message.Unit, cancellationToken) };
        }
        catch (Exception) when (drain.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            // As where an activity throws: the attempt is lost, and its block decides on another.
            return answer with { Lost = FailureDetails.From(e) };
        }
    }

    /// <summary>Notes that an attempt ends with the process in peace: no process died of it.</summary>
    public Task LeaveAsync(UnitRequest unit) => loader.StoresOf(unit.Job).Attempts.EndAsync(unit.Job.Id, unit.Stage, unit.Unit, isCopy: false, CancellationToken.None);
}
