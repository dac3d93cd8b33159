using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>Reads names of nodes: one, a list, or by alias.</summary>
internal static class OverParser
{
    public static ImmutableArray<OverInput> Read(ref DocumentReader reader)
    {
        switch (reader.Json.TokenType)
        {
            case JsonTokenType.String: return [new OverInput(NodeId.Trusted(reader.Pooled()))];
            case JsonTokenType.StartArray: return [.. Names(ref reader, "over").Select(n => new OverInput(n))];
            case JsonTokenType.StartObject: return ByAlias(ref reader);
            default:
                reader.WrongType("over must be a node's name, a list of names, or an object of alias and name");
                return [];
        }
    }

    public static ImmutableArray<NodeId> Names(ref DocumentReader reader, string what) =>
        [.. reader.Strings(what).Select(NodeId.Trusted)];

    private static ImmutableArray<OverInput> ByAlias(ref DocumentReader reader)
    {
        var inputs = ImmutableArray.CreateBuilder<OverInput>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextEntry(out var alias))
        {
            if (!Validation.Names.IsAlias(alias)) reader.Problem(ProblemRules.Name, $"'{alias}' is no alias: {Validation.Names.AliasRule}.");
            if (!seen.Add(alias)) reader.Problem(ProblemRules.Duplicate, $"The alias '{alias}' occurs twice.");
            if (reader.String($"over of '{alias}'") is { } name) inputs.Add(new OverInput(NodeId.Trusted(name), alias));
            reader.Leave();
        }
        return inputs.DrainToImmutable();
    }
}
