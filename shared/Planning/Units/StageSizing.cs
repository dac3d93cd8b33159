using Serverless.Graph.Documents;
using Serverless.Planning.Learning;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>How large the units of a stage are, from what a host wants and what was learned of its functions. A job and its explanation have it from here.</summary>
public static class StageSizing
{
    /// <param name="document">The job.</param>
    /// <param name="pipelines">Of the stage.</param>
    /// <param name="learned">What is known of functions.</param>
    /// <param name="targets">The host's.</param>
    public static UnitSizing Of(JobDocument document, IReadOnlyList<Pipeline> pipelines, StatisticsBook learned, UnitTargets targets)
    {
        var known = pipelines.Select(p => learned.Find(StatisticsBook.KeyOf(document, p))).ToList();
        return new UnitSizing
        {
            Slots = targets.Slots,
            Aim = targets.Aim,
            MaxTasks = targets.MaxTasks,
            SecondsPerElement = p => known[p.Ordinal]?.SecondsPerElement,
            BytesPerElement = p => known[p.Ordinal] is { } statistics ? statistics.BytesInPerElement + statistics.BytesPerElement : null,
        };
    }
}
