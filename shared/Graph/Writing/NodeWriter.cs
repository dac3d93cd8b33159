using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;

namespace Serverless.Graph.Writing;

/// <summary>Writes nodes in canonical form: fixed order of properties, nothing that is a default.</summary>
internal static class NodeWriter
{
    /// <param name="json">Stands where the node's object goes.</param>
    /// <param name="node">What to write.</param>
    /// <param name="args">In place of the node's own, or as they are.</param>
    public static void Write(Utf8JsonWriter json, Node node, GraphValue args)
    {
        json.WriteStartObject();
        var kind = NodeKinds.Of(node);
        json.WritePropertyName(kind.Name);
        kind.Write(json, node);
        Over(json, node.Over);
        if (args.Kind != GraphValueKind.Null)
        {
            json.WritePropertyName("args");
            Args(json, args);
        }
        kind.WriteParts(json, node);
        if (node.Policy is { } policy)
        {
            json.WritePropertyName("policy");
            PolicyWriter.Write(json, policy);
        }
        if (node.Keep) json.WriteBoolean("keep", true);
        if (!node.After.IsEmpty) ValueWriter.Strings(json, "after", node.After.Select(a => a.Value));
        json.WriteEndObject();
    }

    private static void Over(Utf8JsonWriter json, ImmutableArray<OverInput> over)
    {
        if (over.IsEmpty) return;
        if (over[0].Alias is not null)
        {
            json.WriteStartObject("over");
            foreach (var input in over) json.WriteString(input.Alias!, input.Node.Value);
            json.WriteEndObject();
        }
        else if (over.Length == 1) json.WriteString("over", over[0].Node.Value);
        else ValueWriter.Strings(json, "over", over.Select(o => o.Node.Value));
    }

    private static void Args(Utf8JsonWriter json, GraphValue args)
    {
        if (args.Kind == GraphValueKind.List)
        {
            ValueWriter.Write(json, args);
            return;
        }
        // Names of parameters never start with '$', so the map itself is never quoted.
        json.WriteStartObject();
        foreach (var (name, value) in args.AsMap())
        {
            json.WritePropertyName(name);
            ValueWriter.Write(json, value);
        }
        json.WriteEndObject();
    }
}
