using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>Reads nodes. Which properties one may have is known only at its end, because they come in any order.</summary>
internal sealed class NodeParser
{
    private readonly NodeParts _parts = new();

    public Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject($"node '{id}'")) return null;
        var parts = _parts.Cleared();
        ulong seen = 0;
        Node? node = null;
        string? function = null;
        NodeKind? kind = null;
        while (reader.NextProperty(NodeProperties.All, ref seen, $"a node", out var property))
        {
            if (property >= NodeKinds.All.Length)
            {
                ReadPart(ref reader, property, parts);
            }
            else if (kind is null)
            {
                kind = NodeKinds.All[property];
                if (kind.HasFunction) function = reader.String(kind.Name);
                else node = kind.Read(ref reader, id);
            }
            else
            {
                reader.Problem(ProblemRules.NodeKind, $"Node '{id}' has two kinds, '{kind.Name}' and '{NodeKinds.All[property].Name}'; make it two nodes.");
                reader.Json.Skip();
            }
            reader.Leave();
        }
        if (kind is null)
        {
            reader.Problems.Add(ProblemRules.NodeKind, reader.Path, $"Node '{id}' has no kind; add one of {string.Join(", ", NodeKinds.All.Select(k => k.Name))}.");
            return null;
        }
        RefuseForeign(ref reader, kind, seen);
        parts.Args = QueryLines.Joined(function, parts.Args);
        if (function is not null) node = kind.Make(id, function, parts.Args);
        return node is null ? null : WithParts(kind.Complete(ref reader, node, parts), parts);
    }

    private static void ReadPart(ref DocumentReader reader, int property, NodeParts parts)
    {
        if (property >= NodeProperties.FirstPart)
        {
            var part = NodeKinds.Parts[property - NodeProperties.FirstPart];
            parts[part] = part.Read(ref reader);
            return;
        }
        switch (NodeProperties.All.Names[property])
        {
            case "over": parts.Over = OverParser.Read(ref reader); break;
            case "args": parts.Args = Args(ref reader); break;
            case "policy": parts.Policy = PolicyParser.Read(ref reader); break;
            case "keep": parts.Keep = reader.Boolean("keep") ?? false; break;
            default: parts.After = OverParser.Names(ref reader, "after"); break;
        }
    }

    private static GraphValue Args(ref DocumentReader reader)
    {
        var args = GraphValue.Null;
        if (reader.Json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) args = ValueParser.Read(ref reader);
        else reader.WrongType("args must be a list (by position) or an object (by name)");
        if (args.Kind is GraphValueKind.List or GraphValueKind.Map or GraphValueKind.Null) return args;
        reader.Problem(ProblemRules.Type, "args must be a list (by position) or an object (by name); references go inside.");
        return default;
    }

    private static Node WithParts(Node node, NodeParts parts)
    {
        if (parts.IsPlain) return node.Args.Kind == parts.Args.Kind ? node : node with { Args = parts.Args };
        return node with { Args = parts.Args, Over = parts.Over, Policy = parts.Policy, Keep = parts.Keep, After = parts.After };
    }

    private static void RefuseForeign(ref DocumentReader reader, NodeKind kind, ulong seen)
    {
        if (seen >> NodeProperties.FirstPart == 0) return;
        for (var i = 0; i < NodeKinds.Parts.Length; i++)
        {
            var part = NodeKinds.Parts[i];
            if ((seen >> (NodeProperties.FirstPart + i) & 1) == 0 || kind.Parts.Contains(part)) continue;
            reader.Enter(part.Name);
            reader.Problems.Add(ProblemRules.UnknownProperty, reader.Path, $"'{part.Name}' is no property of a '{kind.Name}' node.");
            reader.Leave();
        }
    }
}
