using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Writes partitions to a dataset and commits it.</summary>
public sealed record WriteNode : Node
{
    internal const string KindName = "write";

    public required string Dataset { get; init; }

    public string Table { get; init; } = ReadNode.DefaultTable;

    public ImmutableArray<string> PartitionBy { get; init; } = [];

    public WriteMode Mode { get; init; }

    public override string Kind => KindName;

    // A replacement leaves the same, no matter who makes it; to add to a dataset is something else each time.
    internal override bool IsJobsOwn => Mode != WriteMode.Replace;
}

public enum WriteMode
{
    /// <summary>The dataset must not exist. The default.</summary>
    Create,

    /// <summary>All that was in it goes.</summary>
    Replace,

    /// <summary>All that was in it stays.</summary>
    Append,

    /// <summary>Of what was in it, the partitions that the new rows have go: those with the same values of <see cref="WriteNode.PartitionBy"/>.</summary>
    OverwritePartitions,
}

internal sealed class WriteKind : NodeKind<WriteNode>
{
    private static readonly ObjectForm Target = new(
        "writeTarget",
        ("dataset", ReadKind.DatasetSchema),
        ("table", ReadKind.TableSchema),
        ("partitionBy", """{ "type": "array", "items": { "type": "string" } }"""),
        ("mode", EnumSchema.Of<WriteMode>("create: the dataset must not exist; replace: all that was in it goes; append: it stays; overwritePartitions: the partitions that the new rows have go, all others stay.")))
    {
        Required = ["dataset"],
    };

    public override string Name => WriteNode.KindName;

    public override string Schema => $$"""{ {{Target.Reference}}, "description": "Writes the tables to a dataset and commits it." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Target];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new WriteNode { Id = id, Dataset = "" };
        ulong seen = 0;
        while (reader.NextProperty(Target.Properties, ref seen, Name, out var property))
        {
            node = property switch
            {
                0 => node with { Dataset = ReadKind.Dataset(ref reader, DatasetName.ProblemOfNew) ?? "" },
                1 => node with { Table = NewTable(ref reader) ?? node.Table },
                2 => node with { PartitionBy = reader.Strings("partitionBy") },
                _ => node with { Mode = reader.Choice<WriteMode>("mode") ?? WriteMode.Create },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "write needs 'dataset'.");
        return node;
    }

    protected override void Check(WriteNode node, JsonPath path, ProblemList problems)
    {
        if (DatasetName.ProblemOfNew(node.Dataset) is { } dataset) problems.Add(ProblemRules.Name, path[Name]["dataset"], dataset);
        if (!Names.IsNode(node.Table)) problems.Add(ProblemRules.Name, path[Name]["table"], ReadKind.TableProblem(node.Table));
        else if (DatasetName.ProblemOfNewTable(node.Table) is { } table) problems.Add(ProblemRules.Name, path[Name]["table"], table);
    }

    protected override NodeBinding Bind(WriteNode node, BindingScope scope)
    {
        if (node.Mode == WriteMode.OverwritePartitions && node.PartitionBy.IsEmpty)
        {
            scope.Problems.Add(
                ProblemRules.Value,
                node.Path[Name]["mode"],
                "'overwritePartitions' needs 'partitionBy': the columns whose values tell which partitions go. 'replace' replaces all.");
        }
        SqlNameChecks.CheckColumns(node.PartitionBy, node.Path[Name]["partitionBy"], scope.Problems);
        var element = scope.ElementOf(node);
        if (!IsWritable(element))
            scope.Problems.Add(ProblemRules.ArgumentType, node.Path["over"], $"Elements of '{node.Over[0].Node}' are {element}; a write takes tables, records or lists of records.");
        return new NodeBinding();
    }

    protected override void Write(Utf8JsonWriter json, WriteNode node)
    {
        json.WriteStartObject();
        json.WriteString("dataset", node.Dataset);
        if (node.Table != ReadNode.DefaultTable) json.WriteString("table", node.Table);
        if (!node.PartitionBy.IsEmpty) ValueWriter.Strings(json, "partitionBy", node.PartitionBy);
        if (node.Mode != WriteMode.Create) json.WriteString("mode", EnumSchema.NameOf(node.Mode));
        json.WriteEndObject();
    }

    protected override void WriteSettings(SettingsWriter writer, WriteNode node, NodeBinding binding)
    {
        writer.String(node.Dataset);
        writer.String(node.Table);
        writer.Strings(node.PartitionBy);
        writer.String(node.Mode.ToString());
    }

    private static string? NewTable(ref DocumentReader reader)
    {
        if (ReadKind.TableName(ref reader) is not { } name) return null;
        if (DatasetName.ProblemOfNewTable(name) is not { } problem) return name;
        reader.Problem(ProblemRules.Name, problem);
        return null;
    }

    private static bool IsWritable(DataType element) =>
        element.Kind is DataTypeKind.Table or DataTypeKind.Record or DataTypeKind.Map or DataTypeKind.Any
        || (element is { Kind: DataTypeKind.List, Element: { Kind: not DataTypeKind.List } item } && IsWritable(item));
}
