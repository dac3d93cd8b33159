using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>What of a document does not fit what its reads came to, as far as that is known before it runs: without making a plan.</summary>
public static class ShapeCheck
{
    /// <returns>Every node whose collections do not go together.</returns>
    public static ImmutableArray<Problem> Of(JobDocument document, JobSnapshot snapshot)
    {
        if (!document.Nodes.Any(n => n.Over.Length > 1)) return [];
        var traits = new CollectionTraits(document);
        var misfits = new List<PlanException>();
        _ = new NodeShapes(document, snapshot, traits, Readiness.Of(document, snapshot, traits), misfits.Add);
        return [.. misfits.Select(ProblemOf)];
    }

    /// <summary>The same as a problem of the document.</summary>
    public static Problem ProblemOf(PlanException misfit)
    {
        ArgumentNullException.ThrowIfNull(misfit);
        return new() { Path = $"$.nodes.{misfit.Node}.over", Rule = ProblemRules.Shape, Message = misfit.Reason };
    }
}
