using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;
using Serverless.Graph.Policies;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Checking;

/// <summary>Checks of a node's own values that the parser makes while it reads; for drafts that were never text.</summary>
internal static class NodeValueChecks
{
    /// <summary>The parser reads 64 levels; a document puts up to 4 around a value.</summary>
    private const int MaxDepth = 60;

    public static void Check(Node node, ProblemList problems)
    {
        var path = node.Path;
        if (!Names.IsNode(node.Id.Value)) problems.Add(ProblemRules.Name, path, $"'{node.Id}' is no node name: {Names.NodeRule}.");
        if (node.Args.Kind is not (GraphValueKind.Null or GraphValueKind.List or GraphValueKind.Map)) problems.Add(ProblemRules.Type, path["args"], "args must be a list (by position) or a map (by name).");
        CheckValue(node.Args, path["args"], problems, isArgs: true);
        CheckOver(node, path, problems);
        if (node.Policy is { } policy) CheckPolicy(policy, path["policy"], problems);
        foreach (var (property, value) in node.Values) CheckValue(value, path[property], problems, isArgs: false);
        NodeKinds.Of(node).Check(node, path, problems);
    }

    private static void CheckOver(Node node, JsonPath path, ProblemList problems)
    {
        if (node.Over.IsEmpty) return;
        var aliases = node.Over.Select(o => o.Alias).ToList();
        if (aliases.TrueForAll(a => a is null)) return;
        foreach (var alias in aliases)
        {
            if (alias is null) problems.Add(ProblemRules.Over, path["over"], "Either all inputs have an alias or none.");
            else if (!Names.IsAlias(alias)) problems.Add(ProblemRules.Name, path["over"][alias], $"'{alias}' is no alias: {Names.AliasRule}.");
        }
        if (aliases.Distinct(StringComparer.Ordinal).Count() < aliases.Count) problems.Add(ProblemRules.Duplicate, path["over"], "An alias occurs twice.");
    }

    private static void CheckPolicy(Policy policy, JsonPath path, ProblemList problems)
    {
        void Require(bool holds, string property, string rule)
        {
            if (!holds) problems.Add(ProblemRules.Policy, path[property], $"{property} must be {rule}.");
        }

        Require(policy.Retries is null or { Count: >= 0 and <= PolicyBounds.MostRetries, Jitter: >= 0 and <= PolicyBounds.MostJitter, Backoff.Ticks: > 0, MaxBackoff.Ticks: > 0 }, "retries", $"0 to {PolicyBounds.MostRetries}, with positive delays and a jitter from 0 to {PolicyBounds.MostJitter}");
        Require(policy.Timeout is null or { Ticks: > 0 }, "timeout", "greater than zero");
        Require(policy.Memory is null or > 0, "memory", "greater than zero");
        Require(policy.Cpu is null or (>= PolicyBounds.LeastCpu and <= PolicyBounds.MostCpu), "cpu", $"from {PolicyBounds.LeastCpu} to {PolicyBounds.MostCpu}");
        Require(policy.Priority is null or (>= PolicyBounds.LeastPriority and <= PolicyBounds.MostPriority), "priority", $"from {PolicyBounds.LeastPriority} to {PolicyBounds.MostPriority}");
        Require(policy.Deadline is null || (policy.Deadline.At is null) != (policy.Deadline.Within is null), "deadline", "an instant or a duration");
        Require(policy.Placement is null || PoolNames.Is(policy.Placement), "placement", PoolNames.Rule);
        Require(policy.Semaphores is null || policy.Semaphores.All(s => Names.IsNode(s.Key) && s.Value > 0), "semaphores", "names with positive counts");
        Require(policy.Limits is null || policy.Limits.All(s => Names.IsNode(s.Key) && s.Value > 0), "limits", "names with positive counts");
    }

    private static void CheckValue(GraphValue value, JsonPath path, ProblemList problems, bool isArgs)
    {
        if (value.Kind < GraphValueKind.List || IsFlat(value)) return;
        if (DepthOf(value, 0) > MaxDepth)
        {
            problems.Add(ProblemRules.Value, path, $"The value has more than {MaxDepth} levels of lists and maps.");
            return;
        }
        var why = isArgs && value.Kind == GraphValueKind.Map
            ? value.AsMap().Select(entry => ValueWriter.Problem(entry.Value)).FirstOrDefault(w => w is not null)
            : ValueWriter.Problem(value);
        if (why is not null) problems.Add(ProblemRules.Value, path, $"A map with keys that start with '$' is quoted data and cannot hold {why}.");
    }

    /// <summary>A list of scalars and references, as most arguments are: nothing can be wrong with it.</summary>
    private static bool IsFlat(GraphValue value)
    {
        if (value.Kind != GraphValueKind.List) return false;
        foreach (var item in value.AsList())
        {
            if (item.Kind is GraphValueKind.List or GraphValueKind.Map) return false;
        }
        return true;
    }

    private static int DepthOf(GraphValue value, int depth)
    {
        if (depth > MaxDepth) return depth;
        return value.Kind switch
        {
            GraphValueKind.List => value.AsList().IsEmpty ? depth + 1 : value.AsList().Max(item => DepthOf(item, depth + 1)),
            GraphValueKind.Map => value.AsMap().IsEmpty ? depth + 1 : value.AsMap().Max(entry => DepthOf(entry.Value, depth + 1)),
            _ => depth,
        };
    }
}
