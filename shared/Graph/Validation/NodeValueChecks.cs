using Serverless.Graph.Documents;
using Serverless.Graph.Policies;
using Serverless.Graph.Values;
using Serverless.Graph.Writing;

namespace Serverless.Graph.Validation;

/// <summary>Checks of a node's own values that the parser makes while it reads; for drafts that were never text.</summary>
internal static class NodeValueChecks
{
    /// <summary>The parser reads 64 levels; a document puts up to 4 around a value.</summary>
    private const int MaxDepth = 60;

    public static void Check(Node node, ProblemList problems)
    {
        var path = DocumentChecker.PathOf(node);
        if (!Names.IsNode(node.Id.Value)) problems.Add(ProblemRules.Name, path, $"'{node.Id}' is no node name: {Names.NodeRule}.");
        if (node.Args.Kind is not (GraphValueKind.Null or GraphValueKind.List or GraphValueKind.Map)) problems.Add(ProblemRules.Type, path["args"], "args must be a list (by position) or a map (by name).");
        CheckValue(node.Args, path["args"], problems, isArgs: true);
        CheckOver(node, path, problems);
        if (node.Policy is { } policy) CheckPolicy(policy, path["policy"], problems);
        switch (node)
        {
            case RangeNode { Step: 0 }: problems.Add(ProblemRules.Value, path["range"]["step"], "step must not be 0."); break;
            case ItemsNode items: CheckValue(GraphValue.List(items.Items), path["items"], problems, isArgs: false); break;
            case ReduceNode { SplitEvery: < 2 or > 10_000 } or FoldByNode { SplitEvery: < 2 or > 10_000 }: problems.Add(ProblemRules.Value, path["splitEvery"], "splitEvery must be an integer from 2 to 10000."); break;
            case FoldByNode { Initial: { } initial }: CheckValue(initial, path["initial"], problems, isArgs: false); break;
            case TakeNode { Count: < 0 }: problems.Add(ProblemRules.Value, path["take"], "take must be an integer of at least 0."); break;
            case TopKNode { Count: < 1 }: problems.Add(ProblemRules.Value, path["topK"], "topK must be an integer of at least 1."); break;
            case ReadNode read when read.Dataset is null == read.Files.IsEmpty: problems.Add(ProblemRules.Missing, path["read"], "read needs either 'dataset' or 'files'."); break;
            case ReadNode { Dataset: { } dataset } when DatasetName.Problem(dataset) is { } problem: problems.Add(ProblemRules.Name, path["read"]["dataset"], problem); break;
            case WriteNode write: CheckWrite(write, path["write"], problems); break;
        }
    }

    private static void CheckWrite(WriteNode node, JsonPath path, ProblemList problems)
    {
        if (DatasetName.ProblemOfNew(node.Dataset) is { } dataset) problems.Add(ProblemRules.Name, path["dataset"], dataset);
        if (!Names.IsNode(node.Table)) problems.Add(ProblemRules.Name, path["table"], $"table is '{node.Table}'; it must be {Names.NodeRule}.");
        else if (DatasetName.ProblemOfNewTable(node.Table) is { } table) problems.Add(ProblemRules.Name, path["table"], table);
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

        Require(policy.Retries is null or { Count: >= 0 and <= 100, Jitter: >= 0 and <= 1, Backoff.Ticks: > 0, MaxBackoff.Ticks: > 0 }, "retries", "0 to 100, with positive delays and a jitter from 0 to 1");
        Require(policy.Timeout is null or { Ticks: > 0 }, "timeout", "greater than zero");
        Require(policy.Memory is null or > 0, "memory", "greater than zero");
        Require(policy.Cpu is null or (>= 0.01 and <= 1024), "cpu", "from 0.01 to 1024");
        Require(policy.Priority is null or (>= -100 and <= 100), "priority", "from -100 to 100");
        Require(policy.Deadline is null || (policy.Deadline.At is null) != (policy.Deadline.Within is null), "deadline", "an instant or a duration");
        Require(policy.Placement is null || Names.IsNode(policy.Placement), "placement", Names.NodeRule);
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
            ? value.AsMap().Select(entry => ValueWriter.WhyNot(entry.Value)).FirstOrDefault(w => w is not null)
            : ValueWriter.WhyNot(value);
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
