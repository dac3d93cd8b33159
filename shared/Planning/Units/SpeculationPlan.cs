using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>Which units of a stage may run a second time beside a first run that takes far too long, and from when.</summary>
/// <param name="AfterSeconds">As <see cref="StragglerRule.LeastSeconds"/>.</param>
/// <param name="Slots">Units that run at once: a second run takes an idle slot or none.</param>
/// <param name="Expected">Seconds of the largest unit, by pipeline; 0: not known. Units of pipelines that are not there never run twice.</param>
public sealed record SpeculationPlan(double AfterSeconds, int Slots, ImmutableSortedDictionary<int, double> Expected)
{
    /// <summary>Of the pipelines that have units.</summary>
    public static SpeculationPlan Of(JobDocument document, IReadOnlyList<Pipeline> pipelines, IEnumerable<PlanUnit> units, UnitSizing sizing, TimeSpan after)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        ArgumentNullException.ThrowIfNull(sizing);
        var expected = ImmutableSortedDictionary.CreateBuilder<int, double>();
        foreach (var some in units.GroupBy(u => u.Pipeline))
        {
            var pipeline = pipelines[some.Key];
            if (Allows(document, pipeline)) expected[some.Key] = Math.Round(sizing.ExpectedSeconds(pipeline, some.Max(u => u.Tasks.Count)) ?? 0, 3);
        }
        return new SpeculationPlan(after.TotalSeconds, sizing.Slots, expected.ToImmutable());
    }

    /// <summary>
    /// Whether two runs at once do no harm: every function in it is pure, it writes no dataset, and it is not counted how often it runs at a time (semaphores,
    /// limits of groups). And whether its policy lets it.
    /// </summary>
    public static bool Allows(JobDocument document, Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(pipeline);
        return pipeline.Result is not (ResultKind.Files or ResultKind.Commit) && pipeline.AllNodes.All(name => Allows(document, document.Nodes[new NodeId(name)]));
    }

    private static bool Allows(JobDocument document, Node node)
    {
        if (NodeTokens.IsImpure(document.Binding(node.Id))) return false;
        var policy = document.PolicyOf(node);
        return policy is { Speculate: true, Semaphores.Count: 0, Limits.Count: 0 };
    }
}
