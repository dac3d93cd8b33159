using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Checking;

/// <summary>
/// Policies that the grammar has and nothing acts on yet. A new document that asks for one is refused: who sets a deadline relies on it. A document that was
/// stored before still loads.
/// </summary>
internal static class IdlePolicies
{
    public static void Check(JobDraft draft, ProblemList problems)
    {
        if (draft.Policy is { } job) Check(job, JsonPath.Root["policy"], problems);
        foreach (var node in draft.Nodes)
        {
            if (node.Policy is { } policy) Check(policy, node.Path["policy"], problems);
        }
    }

    private static void Check(Policy policy, JsonPath path, ProblemList problems)
    {
        // 0 is what holds without it.
        if (policy.Priority is not (null or 0))
            Refuse(path, "priority", "Nothing orders tasks or jobs by priority yet. Leave it out; semaphores order who waits for a lease by a priority of their own", problems);
        if (policy.Deadline is not null)
            Refuse(path, "deadline", "Nothing acts on a deadline yet. Leave it out; 'timeout' bounds one attempt of one task", problems);
    }

    private static void Refuse(JsonPath path, string property, string message, ProblemList problems) => problems.Add(ProblemRules.Policy, path[property], $"{message}.");
}
