using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Parsing;
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
        json.WritePropertyName(NodeProperties.NameOf(node.Kind));
        Kind(json, node);
        Over(json, node.Over);
        if (args.Kind != GraphValueKind.Null)
        {
            json.WritePropertyName("args");
            Args(json, args);
        }
        Special(json, node);
        if (node.Policy is { } policy)
        {
            json.WritePropertyName("policy");
            PolicyWriter.Write(json, policy);
        }
        if (node.Keep) json.WriteBoolean("keep", true);
        if (!node.After.IsEmpty) Strings(json, "after", node.After.Select(a => a.Value));
        json.WriteEndObject();
    }

    public static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Kind(Utf8JsonWriter json, Node node)
    {
        switch (node)
        {
            case ReadNode read: Read(json, read); break;
            case WriteNode write: Write(json, write); break;
            case RangeNode range: Range(json, range); break;
            case ItemsNode items: ValueWriter.Write(json, GraphValue.List(items.Items)); break;
            case FilesNode files:
                json.WriteStartArray();
                foreach (var file in files.Files) json.WriteStringValue(file);
                json.WriteEndArray();
                break;
            case TakeNode take: json.WriteNumberValue(take.Count); break;
            case TopKNode top: TopK(json, top); break;
            case ZipNode or CountNode:
                json.WriteStartObject();
                json.WriteEndObject();
                break;
            default: json.WriteStringValue(node.FunctionName); break;
        }
    }

    private static void Range(Utf8JsonWriter json, RangeNode range)
    {
        if (range is { From: 0, Step: 1, To: >= 0 })
        {
            json.WriteNumberValue(range.To);
            return;
        }
        json.WriteStartObject();
        if (range.From != 0) json.WriteNumber("from", range.From);
        json.WriteNumber("to", range.To);
        if (range.Step != 1) json.WriteNumber("step", range.Step);
        json.WriteEndObject();
    }

    private static void TopK(Utf8JsonWriter json, TopKNode top)
    {
        if (top is { By: null, Ascending: false })
        {
            json.WriteNumberValue(top.Count);
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("count", top.Count);
        if (top.By is { } by) json.WriteString("by", by);
        if (top.Ascending) json.WriteBoolean("ascending", true);
        json.WriteEndObject();
    }

    private static void Read(Utf8JsonWriter json, ReadNode read)
    {
        json.WriteStartObject();
        if (read.Dataset is { } dataset) json.WriteString("dataset", dataset);
        else Strings(json, "files", read.Files);
        if (read.Table != ReadNode.DefaultTable) json.WriteString("table", read.Table);
        if (read.Columns is { } columns) Strings(json, "columns", columns);
        if (!read.Where.IsEmpty) Where(json, read.Where);
        if (read.Split is { } split)
        {
            json.WriteStartObject("split");
            if (split.Rows is { } rows) json.WriteNumber("rows", rows);
            if (split.RowGroups is { } groups) json.WriteNumber("rowGroups", groups);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Where(Utf8JsonWriter json, ImmutableArray<ImmutableArray<Condition>> where)
    {
        json.WriteStartArray("where");
        foreach (var alternative in where)
        {
            json.WriteStartArray();
            foreach (var condition in alternative)
            {
                json.WriteStartArray();
                json.WriteStringValue(condition.Column);
                json.WriteStringValue(NodeProperties.Operators[(int)condition.Operator]);
                ValueWriter.Write(json, condition.Value);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, WriteNode write)
    {
        json.WriteStartObject();
        json.WriteString("dataset", write.Dataset);
        if (write.Table != ReadNode.DefaultTable) json.WriteString("table", write.Table);
        if (!write.PartitionBy.IsEmpty) Strings(json, "partitionBy", write.PartitionBy);
        if (write.Mode != WriteMode.Create) json.WriteString("mode", JsonNamingPolicy.CamelCase.ConvertName(write.Mode.ToString()));
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
        else Strings(json, "over", over.Select(o => o.Node.Value));
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

    private static void Special(Utf8JsonWriter json, Node node)
    {
        if (node is ReduceNode { SplitEvery: not ReduceNode.DefaultSplitEvery } reduce) json.WriteNumber("splitEvery", reduce.SplitEvery);
        if (node is not FoldByNode fold) return;
        if (fold.SplitEvery != ReduceNode.DefaultSplitEvery) json.WriteNumber("splitEvery", fold.SplitEvery);
        json.WriteString("by", fold.By);
        if (fold.Combine is { } combine) json.WriteString("combine", combine);
        if (fold.Initial is not { } initial) return;
        json.WritePropertyName("initial");
        ValueWriter.Write(json, initial);
    }
}
