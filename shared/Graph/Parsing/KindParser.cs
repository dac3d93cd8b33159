using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Parsing;

/// <summary>Reads the value of a node's kind, where it is more than a function's name.</summary>
internal static class KindParser
{
    public static Node? Read(ref DocumentReader reader, NodeKind kind, NodeId id) => kind switch
    {
        NodeKind.Read => TableParser.Read(ref reader, id),
        NodeKind.Write => TableParser.Write(ref reader, id),
        NodeKind.Range => Range(ref reader, id),
        NodeKind.Items => Items(ref reader, id),
        NodeKind.Files => new FilesNode { Id = id, Files = OverParser.Strings(ref reader, "files") },
        NodeKind.Zip => Empty(ref reader, "zip") ? new ZipNode { Id = id } : null,
        NodeKind.Count => Empty(ref reader, "count") ? new CountNode { Id = id } : null,
        NodeKind.Take => reader.Integer("take", 0) is { } count ? new TakeNode { Id = id, Count = count } : null,
        NodeKind.TopK => TopK(ref reader, id),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind is a function's name alone."),
    };

    private static ItemsNode? Items(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginList("items")) return null;
        return new ItemsNode { Id = id, Items = ValueParser.Read(ref reader).AsList() };
    }

    private static bool Empty(ref DocumentReader reader, string what)
    {
        if (!reader.BeginObject($"{what} (it has no properties of its own: write {{}})")) return false;
        while (reader.NextEntry(out var name))
        {
            reader.Problem(ProblemRules.UnknownProperty, $"{what} has no properties of its own; '{name}' is not one.");
            reader.Json.Skip();
            reader.Leave();
        }
        return true;
    }

    private static RangeNode? Range(ref DocumentReader reader, NodeId id)
    {
        if (reader.Json.TokenType == JsonTokenType.Number) return reader.Integer("range", 0) is { } all ? new RangeNode { Id = id, To = all } : null;
        if (!reader.BeginObject("range")) return null;
        long? count = null, from = null, to = null, step = null;
        ulong seen = 0;
        while (reader.NextProperty(NodeProperties.Range, ref seen, "range", out var property))
        {
            switch (property)
            {
                case 0: count = reader.Integer("count", 0); break;
                case 1: from = reader.Integer("from", long.MinValue); break;
                case 2: to = reader.Integer("to", long.MinValue); break;
                default: step = reader.Integer("step", long.MinValue); break;
            }
            reader.Leave();
        }
        if (step == 0) reader.Problem(ProblemRules.Value, "step must not be 0.");
        var (hasCount, hasTo) = ((seen & 1) != 0, (seen & 4) != 0);
        if (hasCount == hasTo) reader.Problem(ProblemRules.Missing, "range needs either 'count' or 'to'.");
        if (hasCount == hasTo || step == 0) return null;
        var first = from ?? 0;
        var last = hasTo ? to ?? 0 : (Int128)first + (Int128)(count ?? 0) * (step ?? 1);
        if (last < long.MinValue || last > long.MaxValue)
        {
            reader.Problem(ProblemRules.Number, "The range goes beyond 64-bit integers.");
            return null;
        }
        return new RangeNode { Id = id, From = first, To = (long)last, Step = step ?? 1 };
    }

    private static TopKNode? TopK(ref DocumentReader reader, NodeId id)
    {
        if (reader.Json.TokenType == JsonTokenType.Number) return reader.Integer("topK", 1, int.MaxValue) is { } all ? new TopKNode { Id = id, Count = (int)all } : null;
        if (!reader.BeginObject("topK")) return null;
        var node = new TopKNode { Id = id, Count = 1 };
        ulong seen = 0;
        while (reader.NextProperty(NodeProperties.TopK, ref seen, "topK", out var property))
        {
            node = property switch
            {
                0 => node with { Count = (int?)reader.Integer("count", 1, int.MaxValue) ?? 1 },
                1 => node with { By = reader.String("by") },
                _ => node with { Ascending = reader.Boolean("ascending") ?? false },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "topK needs 'count'.");
        return node;
    }
}
