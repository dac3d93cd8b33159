using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Checking;

/// <summary>
/// What one task may want to hold at once. Its leases travel in one message of 16 KB, half a kilobyte each at their longest, and what a block knows of its units in another one.
/// A document that was stored before still loads.
/// </summary>
internal static class HeldTogether
{
    /// <summary>Semaphores, or limits, of one task: those of the job's policy and of the node's.</summary>
    public const int Most = 30;

    public static void Check(JobDraft draft, ProblemList problems)
    {
        if (draft.Policy is { } job)
        {
            Check(job, JsonPath.Root["policy"], problems);
            // Said once for the job, and not once more for each of its nodes.
            if (IsTooMuch(job.Semaphores?.Count) || IsTooMuch(job.Limits?.Count)) return;
        }
        foreach (var node in draft.Nodes)
        {
            if (node.Policy is { Semaphores: not null } or { Limits: not null }) Check(EffectivePolicy.Merge(draft.Policy, node.Policy), node.Policy, node.Path["policy"], problems);
        }
    }

    private static void Check(Policy policy, JsonPath path, ProblemList problems) => Check(EffectivePolicy.Merge(policy, null), policy, path, problems);

    private static void Check(EffectivePolicy held, Policy own, JsonPath path, ProblemList problems)
    {
        if (own.Semaphores is not null && IsTooMuch(held.Semaphores.Count)) Refuse(path, "semaphores", held.Semaphores.Count, problems);
        if (own.Limits is not null && IsTooMuch(held.Limits.Count)) Refuse(path, "limits", held.Limits.Count, problems);
        foreach (var name in own.Semaphores?.Keys ?? [])
        {
            if (Names.IsNode(name) && !Names.IsSemaphore(name)) problems.Add(ProblemRules.Name, path["semaphores"][name], $"'{name}' is no name of a semaphore: {Names.SemaphoreRule}.");
        }
    }

    private static bool IsTooMuch(int? count) => count > Most;

    private static void Refuse(JsonPath path, string property, int count, ProblemList problems) =>
        problems.Add(ProblemRules.Policy, path[property], $"A task would hold {count} {property} at once, those of the job's policy included; at most {Most} are allowed. One that stands for several does the same.");
}
