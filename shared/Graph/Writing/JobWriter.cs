using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;

namespace Serverless.Graph.Writing;

/// <summary>Job documents to JSON; what is written parses to an equal document.</summary>
public static class JobWriter
{
    // Everything goes through a JSON parser, never into HTML: text stays readable.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    public static void Write(JobDocument document, IBufferWriter<byte> output, bool indented = false)
    {
        using var json = new Utf8JsonWriter(output, indented ? Indented : Compact);
        Write(json, document, Enumerable.Range(0, document.Nodes.Count), static (document, node) => document.Nodes[node].Args);
    }

    public static byte[] ToUtf8(JobDocument document, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(document, buffer, indented);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The form that is hashed: nodes by name, arguments by position with defaults filled in.</summary>
    internal static void WriteCanonical(JobDocument document, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Compact);
        var names = new string[document.Nodes.Count];
        var order = new int[names.Length];
        for (var node = 0; node < names.Length; node++) (names[node], order[node]) = (document.Nodes[node].Id.Value, node);
        Array.Sort(names, order, StringComparer.Ordinal);
        Write(json, document, order, static (document, node) =>
        {
            var arguments = document.Binding(node).Arguments;
            return arguments.IsEmpty ? default : GraphValue.List(arguments);
        });
    }

    /// <summary>A node without its name, as it is written in a document.</summary>
    public static void WriteNode(Node node, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Compact);
        NodeWriter.Write(json, node, node.Args);
    }

    private static void Write(Utf8JsonWriter json, JobDocument document, IEnumerable<int> nodes, Func<JobDocument, int, GraphValue> argsOf)
    {
        json.WriteStartObject();
        json.WriteNumber("version", JobDocument.CurrentVersion);
        json.WriteString("name", document.Name);
        json.WriteStartObject("nodes");
        foreach (var at in nodes)
        {
            var node = document.Nodes[at];
            json.WritePropertyName(node.Id.Value);
            NodeWriter.Write(json, node, argsOf(document, at));
        }
        json.WriteEndObject();
        NodeWriter.Strings(json, "outputs", document.Outputs.Select(o => o.Value));
        if (document.Policy is { } policy)
        {
            json.WritePropertyName("policy");
            PolicyWriter.Write(json, policy);
        }
        if (!document.After.IsEmpty) NodeWriter.Strings(json, "after", document.After);
        json.WriteEndObject();
    }
}
