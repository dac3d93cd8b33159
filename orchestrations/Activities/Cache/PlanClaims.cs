using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Values;
using Serverless.Logic.Messages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;

namespace Serverless.Activities.Cache;

/// <summary>What a stage claims before it runs: everything missing that another job might run too. Of a graph with more pipelines than fit, what is wanted in the end.</summary>
internal static class PlanClaims
{
    /// <returns>Tokens, in order.</returns>
    public static IReadOnlyList<string> Of(JobDocument document, PipelineGraph pipelineGraph, Cull cull)
    {
        var isPrivate = PrivateNodes(document);
        var missing = pipelineGraph.Pipelines.Where(p => !cull.MissingOf(p.Ordinal).IsEmpty && !isPrivate[document.Nodes.IndexOf(new NodeId(p.Node))]).ToList();
        if (missing.Count > PlannedStage.MaxClaims)
        {
            var targets = pipelineGraph.Targets.ToHashSet();
            missing = [.. missing.Where(p => targets.Contains(p.Ordinal)).Take(PlannedStage.MaxClaims)];
        }
        return [.. missing.Select(p => p.Token).Order(StringComparer.Ordinal)];
    }

    // What depends on a private node has the job's id in its token as well.
    private static bool[] PrivateNodes(JobDocument document)
    {
        var isPrivate = new bool[document.Nodes.Count];
        foreach (var node in document.Topology.Order)
        {
            isPrivate[node] = NodeTokens.IsPrivate(document, document.Nodes[node], document.Binding(node));
            foreach (var dependency in document.Topology.Dependencies(node)) isPrivate[node] |= isPrivate[dependency];
        }
        return isPrivate;
    }
}
