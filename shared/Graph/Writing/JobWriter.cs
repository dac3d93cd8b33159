using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Parameters;
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
        Write(json, DraftOf(document), document.Nodes.Select(node => (node, node.Args)), isCanonical: false);
    }

    public static byte[] ToUtf8(JobDocument document, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(document, buffer, indented);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A draft, with the values of its parameters beside the places where they are used.</summary>
    /// <exception cref="InvalidOperationException">It holds something that has no form.</exception>
    public static byte[] ToUtf8(JobDraft draft, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, indented ? Indented : Compact)) Write(json, draft, draft.Nodes.Select(node => (node, node.Args)), isCanonical: false);
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
        Write(json, DraftOf(document), order.Select(at => (document.Nodes[at], Bound(document.Binding(at)))), isCanonical: true);
    }

    /// <summary>A node without its name, as it is written in a document.</summary>
    public static void WriteNode(Node node, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Compact);
        NodeWriter.Write(json, node, node.Args);
    }

    private static GraphValue Bound(NodeBinding binding) => binding.Arguments.IsEmpty ? default : GraphValue.List(binding.Arguments);

    // Without its nodes, which come in an order of their own.
    private static JobDraft DraftOf(JobDocument document) =>
        new() { Name = document.Name, Nodes = [], Outputs = document.Outputs, Policy = document.Policy, After = document.After, Parameters = document.Parameters };

    private static void Write(Utf8JsonWriter json, JobDraft document, IEnumerable<(Node Node, GraphValue Args)> nodes, bool isCanonical)
    {
        json.WriteStartObject();
        json.WriteNumber("version", JobDocument.CurrentVersion);
        json.WriteString("name", document.Name);
        json.WriteStartObject("nodes");
        foreach (var (node, args) in nodes)
        {
            json.WritePropertyName(node.Id.Value);
            NodeWriter.Write(json, node, args);
        }
        json.WriteEndObject();
        ValueWriter.Strings(json, "outputs", document.Outputs.Select(o => o.Value));
        if (document.Policy is { } policy)
        {
            json.WritePropertyName("policy");
            PolicyWriter.Write(json, policy);
        }
        if (!document.After.IsEmpty) ValueWriter.Strings(json, "after", document.After);
        ParameterWriter.Write(json, document.Parameters, isCanonical);
        json.WriteEndObject();
    }
}
