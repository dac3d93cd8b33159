using Serverless.Logic.Messages;
using Serverless.Planning.Units;

namespace Serverless.Activities.Speculation;

/// <summary>Reads from the plan which units of a block may run a second time.</summary>
internal static class BlockSpeculations
{
    /// <returns>Null: none.</returns>
    public static BlockSpeculation? Of(StagePlan plan, PlanBlock block)
    {
        if (plan.Speculation is not { } speculation) return null;
        var pipelines = plan.Units.Skip(block.FirstUnit).Take(block.Count).Select(u => speculation.Expected.ContainsKey(u.Pipeline) ? u.Pipeline : -1).ToList();
        if (pipelines.TrueForAll(static p => p < 0)) return null;
        var known = pipelines.Distinct().Where(p => p >= 0 && speculation.Expected[p] > 0).ToDictionary(p => p, p => speculation.Expected[p]);
        return new BlockSpeculation(speculation.AfterSeconds, speculation.Slots, pipelines, known);
    }
}
