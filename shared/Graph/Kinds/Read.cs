using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Partitions of a dataset, or of Parquet files.</summary>
public sealed record ReadNode : Node
{
    internal const string KindName = "read";

    public const string DefaultTable = "table";

    /// <summary>Null when <see cref="Files"/> says what to read.</summary>
    public string? Dataset { get; init; }

    /// <summary>Table of the dataset; default <c>table</c>.</summary>
    public string Table { get; init; } = DefaultTable;

    /// <summary>Paths or blob names of Parquet files, with the patterns <c>*</c> and <c>?</c>; empty when <see cref="Dataset"/> is given.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Null: all.</summary>
    public ImmutableArray<string>? Columns { get; init; }

    /// <summary>Alternatives (or) of conditions (and); empty: all rows.</summary>
    public ImmutableArray<ImmutableArray<Condition>> Where { get; init; } = [];

    /// <summary>How files are cut into partitions; null: one partition a file.</summary>
    public ReadSplit? Split { get; init; }

    /// <summary>An earlier version of the dataset; null: the newest.</summary>
    public ReadAsOf? AsOf { get; init; }

    public override string Kind => KindName;

    public override bool IsExternal => true;
}

/// <summary>Partitions of at most so many rows (cut at row groups) or of so many row groups: one of the two.</summary>
public sealed record ReadSplit(long? Rows, int? RowGroups);

internal sealed class ReadKind : SourceKind<ReadNode>
{
    private const string NoSource = "read needs either 'dataset' or 'files'.";

    /// <summary>The name of a dataset, for the schema.</summary>
    public const string DatasetSchema = """{ "oneOf": [{ "$ref": "#/$defs/datasetName" }, { "$ref": "#/$defs/parameterUse" }] }""";

    /// <summary>The name of a table, for the schema.</summary>
    public const string TableSchema = $$"""{ "$ref": "#/$defs/nodeName", "default": "{{ReadNode.DefaultTable}}" }""";

    private static readonly Bounds RowCounts = new(1);
    private static readonly Bounds GroupCounts = new(1, int.MaxValue);

    private static readonly ObjectForm Cut = new(
        "readSplit",
        ("rows", $$"""{ {{RowCounts.Schema}}, "description": "At most so many rows, cut at row groups." }"""),
        ("rowGroups", $$"""{ {{GroupCounts.Schema}} }"""))
    {
        OneOf = ["rows", "rowGroups"],
    };

    private static readonly ObjectForm Source = new(
        "readSource",
        ("dataset", DatasetSchema),
        ("table", TableSchema),
        ("files", """{ "type": "array", "items": { "oneOf": [{ "type": "string" }, { "$ref": "#/$defs/parameterUse" }] }, "description": "Paths or blob names of Parquet files, with * and ?." }"""),
        ("columns", """{ "type": "array", "items": { "type": "string" }, "description": "Without it all." }"""),
        ("where", ReadConditions.Schema),
        ("split", $$"""{ {{Cut.Reference}}, "description": "How files are cut into partitions; without it one partition a file." }"""),
        ("asOf", ReadAsOf.Schema))
    {
        OneOf = ["dataset", "files"],
    };

    public override string Name => ReadNode.KindName;

    public override string Schema => $$"""{ {{Source.Reference}}, "description": "Tables: partitions of a dataset, or Parquet files." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Source, Cut];

    public override ImmutableArray<(string Name, string Schema)> Definitions { get; } = [ReadConditions.Definition];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new ReadNode { Id = id };
        ulong seen = 0;
        while (reader.NextProperty(Source.Properties, ref seen, Name, out var property))
        {
            node = property switch
            {
                0 => node with { Dataset = Dataset(ref reader, DatasetName.Problem) },
                1 => node with { Table = TableName(ref reader) ?? node.Table },
                2 => node with { Files = reader.Strings("files") },
                3 => node with { Columns = reader.Strings("columns") },
                4 => node with { Where = ReadConditions.Read(ref reader) },
                5 => node with { Split = Split(ref reader) },
                _ => node with { AsOf = ReadAsOf.Read(ref reader) },
            };
            reader.Leave();
        }
        var (hasDataset, hasFiles) = ((seen & 1) != 0, (seen & 4) != 0);
        if (hasDataset == hasFiles) reader.Problem(ProblemRules.Missing, NoSource);
        return node;
    }

    /// <summary>The name of a dataset; null after a problem.</summary>
    public static string? Dataset(ref DocumentReader reader, Func<string, string?> rule)
    {
        if (reader.String("dataset") is not { } name) return null;
        if (rule(name) is not { } problem) return name;
        reader.Problem(ProblemRules.Name, problem);
        return null;
    }

    /// <summary>The name of a table; null after a problem.</summary>
    public static string? TableName(ref DocumentReader reader)
    {
        if (reader.String("table") is not { } name) return null;
        if (Names.IsNode(name)) return name;
        reader.Problem(ProblemRules.Name, TableProblem(name));
        return null;
    }

    public static string TableProblem(string name) => $"table is '{name}'; it must be {Names.NodeRule}.";

    protected override void Check(ReadNode node, JsonPath path, ProblemList problems)
    {
        if (node.Dataset is null == node.Files.IsEmpty) problems.Add(ProblemRules.Missing, path[Name], NoSource);
        else if (node.Dataset is { } dataset && DatasetName.Problem(dataset) is { } problem) problems.Add(ProblemRules.Name, path[Name]["dataset"], problem);
    }

    protected override NodeBinding Bind(ReadNode node, BindingScope scope)
    {
        if (node is { AsOf: not null, Dataset: null }) scope.Problems.Add(ProblemRules.Value, node.Path[Name]["asOf"], "asOf is a version of a dataset; files have none.");
        if (node.Columns is { } columns) SqlNameChecks.CheckColumns(columns, node.Path[Name]["columns"], scope.Problems);
        return BindingScope.Collection(DataType.Table);
    }

    protected override void Write(Utf8JsonWriter json, ReadNode node)
    {
        json.WriteStartObject();
        if (node.Dataset is { } dataset) json.WriteString("dataset", dataset);
        else ValueWriter.Strings(json, "files", node.Files);
        if (node.Table != ReadNode.DefaultTable) json.WriteString("table", node.Table);
        if (node.Columns is { } columns) ValueWriter.Strings(json, "columns", columns);
        if (!node.Where.IsEmpty) ReadConditions.Write(json, node.Where);
        node.AsOf?.Write(json);
        if (node.Split is { } split)
        {
            json.WriteStartObject("split");
            if (split.Rows is { } rows) json.WriteNumber("rows", rows);
            if (split.RowGroups is { } groups) json.WriteNumber("rowGroups", groups);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // Dataset and files are in the token that the read was resolved to.
    protected override void WriteSettings(SettingsWriter writer, ReadNode node, NodeBinding binding)
    {
        writer.String(node.Table);
        writer.Boolean(node.Columns is not null);
        writer.Strings(node.Columns ?? []);
        ReadConditions.WriteSettings(writer, node.Where);
        writer.Integer(node.Split?.Rows ?? 0);
        writer.Integer(node.Split?.RowGroups ?? 0);
    }

    private static ReadSplit? Split(ref DocumentReader reader)
    {
        if (!reader.BeginObject("split")) return null;
        var split = new ReadSplit(null, null);
        ulong seen = 0;
        while (reader.NextProperty(Cut.Properties, ref seen, "split", out var property))
        {
            split = property == 0 ? split with { Rows = reader.Integer("rows", RowCounts) } : split with { RowGroups = (int?)reader.Integer("rowGroups", GroupCounts) };
            reader.Leave();
        }
        if (seen is 0 or 3) reader.Problem(ProblemRules.Missing, "split needs either 'rows' or 'rowGroups'.");
        return split;
    }
}
