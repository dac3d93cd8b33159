using Serverless.Jobs;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Semaphores;

/// <summary>Reports of units that did not run.</summary>
internal static class UnitReports
{
    /// <summary>A reservation was over before the work started.</summary>
    public static UnitReport Unadmitted(UnitRequest request) => new() { Status = UnitEnd.Unadmitted, Totals = StageTotals.Zero, Seconds = 0, Node = $"unit {request.Unit}" };
}
