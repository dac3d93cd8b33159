using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Speculation;

/// <summary>Leaves word that one run of a unit is to stop; the process that runs it looks for it.</summary>
internal sealed class StopUnitActivity(JobLoader loader) : Activity<StopUnitRequest, bool>
{
    public override async Task<bool> RunAsync(ActivityContext context, StopUnitRequest input, CancellationToken cancellationToken)
    {
        await loader.StoresOf(input.Job).Stops.AddAsync(input.Job.Id, KeyOf(input), cancellationToken);
        return true;
    }

    /// <summary>Names one run of a unit. The plan is part of it: a job that is started anew counts its stages from 0 again.</summary>
    internal static string KeyOf(StopUnitRequest run) => FormattableString.Invariant($"{run.Plan} {run.Unit} {run.Attempt}{(run.IsSpeculative ? " copy" : "")}");
}
