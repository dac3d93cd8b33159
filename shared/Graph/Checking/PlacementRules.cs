using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Checking;

/// <summary>
/// What placement does not go with yet. Nodes that are fused run together, so one pool is named in a document; leases of semaphores are renewed through the
/// hub, which a worker does not reach.
/// </summary>
internal static class PlacementRules
{
    public static void Check(JobDraft draft, ProblemList problems)
    {
        var policies = new List<(Policy Policy, JsonPath Path)>();
        if (draft.Policy is { } job) policies.Add((job, JsonPath.Root["policy"]));
        policies.AddRange(draft.Nodes.Where(n => n.Policy is not null).Select(n => (n.Policy!, n.Path["policy"])));
        if (policies.FirstOrDefault(p => p.Policy.Placement is not null).Policy?.Placement is not { } first) return;
        foreach (var (policy, path) in policies)
        {
            if (policy.Placement is { } pool && pool != first)
                problems.Add(ProblemRules.Policy, path["placement"], $"The document names pool '{first}' and pool '{pool}'. One job has one pool: make two jobs of it.");
            if (policy.Semaphores is { Count: > 0 })
                problems.Add(ProblemRules.Policy, path["semaphores"], $"A job that has a pool ('{first}') cannot take leases of semaphores yet. Leave out one of them.");
        }
    }
}
