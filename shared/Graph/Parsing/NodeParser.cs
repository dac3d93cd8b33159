using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>Reads one node. Which properties it may have is known only at its end, because they come in any order.</summary>
internal static class NodeParser
{
    private static readonly int FirstSpecial = NodeProperties.KindCount + NodeProperties.Common.Length;

    public static Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject($"node '{id}'")) return null;
        var parts = reader.Parts.Cleared();
        ulong seen = 0;
        Node? node = null;
        string? function = null;
        var kind = -1;
        while (reader.NextProperty(NodeProperties.All, ref seen, $"a node", out var property))
        {
            if (property < NodeProperties.KindCount)
            {
                if (kind < 0)
                {
                    kind = property;
                    if (NodeProperties.HasFunction((NodeKind)kind)) function = reader.String(NodeProperties.Kinds[kind]);
                    else node = KindParser.Read(ref reader, (NodeKind)kind, id);
                }
                else
                {
                    reader.Problem(ProblemRules.NodeKind, $"Node '{id}' has two kinds, '{NodeProperties.Kinds[kind]}' and '{NodeProperties.Kinds[property]}'; make it two nodes.");
                    reader.Json.Skip();
                }
            }
            else ReadPart(ref reader, property, parts);
            reader.Leave();
        }
        if (kind < 0)
        {
            reader.Problems.Add(ProblemRules.NodeKind, reader.Path, $"Node '{id}' has no kind; add one of {string.Join(", ", NodeProperties.Kinds)}.");
            return null;
        }
        RefuseForeign(ref reader, (NodeKind)kind, seen);
        if (function is not null) node = OnFunction((NodeKind)kind, id, function, parts.Args);
        return node is null ? null : Complete(ref reader, node, parts);
    }

    private static void ReadPart(ref DocumentReader reader, int property, NodeParts parts)
    {
        switch (NodeProperties.All.Names[property])
        {
            case "over": parts.Over = OverParser.Read(ref reader); break;
            case "args":
                if (reader.Json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) parts.Args = ValueParser.Read(ref reader);
                else reader.WrongType("args must be a list (by position) or an object (by name)");
                if (parts.Args.Kind is not (GraphValueKind.List or GraphValueKind.Map or GraphValueKind.Null))
                {
                    reader.Problem(ProblemRules.Type, "args must be a list (by position) or an object (by name); references go inside.");
                    parts.Args = default;
                }
                break;
            case "policy": parts.Policy = PolicyParser.Read(ref reader); break;
            case "keep": parts.Keep = reader.Boolean("keep") ?? false; break;
            case "after": parts.After = OverParser.Names(ref reader, "after"); break;
            case "splitEvery": parts.SplitEvery = (int?)reader.Integer("splitEvery", 2, 10_000); break;
            case "by": parts.By = reader.String("by"); break;
            case "combine": parts.Combine = reader.String("combine"); break;
            default: parts.Initial = ValueParser.Read(ref reader); break;
        }
    }

    private static Node Complete(ref DocumentReader reader, Node node, NodeParts parts)
    {
        if (node is ReduceNode reduce && parts.SplitEvery is { } every) node = reduce with { SplitEvery = every };
        if (node is FoldByNode fold)
        {
            if (parts.By is null) reader.Problem(ProblemRules.Missing, $"Node '{node.Id}' needs 'by', the function that gives an element's key.");
            node = fold with { By = parts.By ?? "", Combine = parts.Combine, Initial = parts.Initial, SplitEvery = parts.SplitEvery ?? fold.SplitEvery };
        }
        if (parts.IsPlain) return node.Args.Kind == parts.Args.Kind ? node : node with { Args = parts.Args };
        return node with { Args = parts.Args, Over = parts.Over, Policy = parts.Policy, Keep = parts.Keep, After = parts.After };
    }

    private static void RefuseForeign(ref DocumentReader reader, NodeKind kind, ulong seen)
    {
        if (seen >> FirstSpecial == 0) return;
        var allowed = NodeProperties.SpecialOf(kind);
        for (var i = 0; i < NodeProperties.Special.Length; i++)
        {
            var name = NodeProperties.Special[i];
            if ((seen >> (FirstSpecial + i) & 1) == 0 || allowed.Contains(name, StringComparer.Ordinal)) continue;
            reader.Enter(name);
            reader.Problems.Add(ProblemRules.UnknownProperty, reader.Path, $"'{name}' is no property of a '{NodeProperties.NameOf(kind)}' node.");
            reader.Leave();
        }
    }

    private static Node OnFunction(NodeKind kind, NodeId id, string function, GraphValue args) => kind switch
    {
        NodeKind.Call => new CallNode { Id = id, Function = function, Args = args },
        NodeKind.Map => new MapNode { Id = id, Function = function, Args = args },
        NodeKind.Filter => new FilterNode { Id = id, Function = function, Args = args },
        NodeKind.MapPartitions => new MapPartitionsNode { Id = id, Function = function, Args = args },
        NodeKind.Reduce => new ReduceNode { Id = id, Function = function, Args = args },
        _ => new FoldByNode { Id = id, Function = function, Args = args, By = "" },
    };
}
