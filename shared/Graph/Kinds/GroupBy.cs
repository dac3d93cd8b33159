using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>One row for each different combination of keys, with what its aggregates come to over the rows of that combination.</summary>
public sealed record GroupByNode : Node
{
    internal const string KindName = "groupBy";

    /// <summary>Columns; none: one row over all.</summary>
    public required ImmutableArray<string> Keys { get; init; }

    /// <summary>In the order of the columns that they give.</summary>
    public ImmutableArray<GroupAggregate> Aggregates { get; init; } = [];

    public GroupWay Way { get; init; }

    /// <summary>Of shuffled groups: over how many parts rows are spread; null: as many as their size makes useful.</summary>
    public int? Buckets { get; init; }

    /// <summary>Its rows, or partial results of them, may be spread over buckets by their keys; else partial results are merged in a tree.</summary>
    public bool MaySpread => Way == GroupWay.Shuffle || (Way == GroupWay.Auto && Aggregates.Any(a => !a.HasPartials));

    public override string Kind => KindName;
}

/// <summary>How groups are made; the rows are the same.</summary>
public enum GroupWay
{
    /// <summary>In a tree of partial results, or where aggregates have none, by the size of the input. The default.</summary>
    Auto,

    /// <summary>In one table at the end, which holds all groups.</summary>
    Tree,

    /// <summary>In buckets of keys: for more groups than one task should hold.</summary>
    Shuffle,
}

internal sealed class GroupByKind : TableKind<GroupByNode>
{
    private static readonly ObjectForm Form = new(
        "groups",
        ("keys", """{ "type": "array", "items": { "type": "string" }, "description": "Columns whose combinations are the groups; none: one row over all." }"""),
        ("aggregates", $$"""{ "type": "object", "description": "By the name of the column that each gives.", "additionalProperties": {{GroupAggregates.Schema}} }"""),
        ("way", EnumSchema.Of<GroupWay>("auto: partial results merged in a tree, or by size where aggregates have none; tree: one table at the end; shuffle: in buckets of keys. The rows are the same.")),
        ("buckets", BucketCounts.Schema("Of shuffled groups: how many; without it as many as the size makes useful.")))
    {
        Required = ["keys"],
    };

    public override string Name => GroupByNode.KindName;

    public override string Schema => $$"""{ {{Form.Reference}}, "description": "One row for each different combination of keys, over tables." }""";

    public override ImmutableArray<ObjectForm> Forms { get; } = [Form];

    public override Node? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject(Name)) return null;
        var node = new GroupByNode { Id = id, Keys = [] };
        ulong seen = 0;
        while (reader.NextProperty(Form.Properties, ref seen, Name, out var property))
        {
            node = property switch
            {
                0 => node with { Keys = reader.Strings("keys") },
                1 => node with { Aggregates = GroupAggregates.Read(ref reader) },
                2 => node with { Way = reader.Choice<GroupWay>("way") ?? GroupWay.Auto },
                _ => node with { Buckets = BucketCounts.Read(ref reader, "buckets") },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "groupBy needs 'keys', a list of columns; [] is one group of all rows.");
        return node;
    }

    protected override bool TakesRecords(GroupByNode node) => !node.MaySpread;

    protected override void CheckNames(GroupByNode node, ProblemList problems)
    {
        var path = node.Path[Name];
        Binding.SqlNameChecks.CheckColumns(node.Keys.Concat(node.Aggregates.Select(a => a.Name)), path, problems);
        if (node.Keys.IsEmpty && node.Aggregates.IsEmpty) problems.Add(ProblemRules.Missing, path, "groupBy needs 'keys' or 'aggregates': without both its rows would have no column.");
        BucketCounts.Check("buckets", node.Buckets, path, problems);
        if (node is { Keys.IsEmpty: true, Way: GroupWay.Shuffle }) problems.Add(ProblemRules.Value, path["way"], "One group of all rows cannot be spread over buckets. Leave 'way' out.");
        CheckNotEmpty(node.Keys, path["keys"], problems);
        foreach (var aggregate in node.Aggregates) GroupAggregates.Check(aggregate, path["aggregates"][aggregate.Name], problems);
    }

    protected override void Write(Utf8JsonWriter json, GroupByNode node)
    {
        json.WriteStartObject();
        WriteNames(json, "keys", node.Keys);
        if (!node.Aggregates.IsEmpty) GroupAggregates.Write(json, node.Aggregates);
        if (node.Way != GroupWay.Auto) json.WriteString("way", EnumSchema.NameOf(node.Way));
        BucketCounts.Write(json, "buckets", node.Buckets);
        json.WriteEndObject();
    }

    protected override GraphValue SettingsOf(GroupByNode node) => GraphValue.Map(
    [
        new("keys", Names(node.Keys)),
        new("aggregates", GraphValue.List([.. node.Aggregates.Select(GroupAggregates.ValueOf)])),
        new("way", GraphValue.Of(node.Way.ToString())),
        new("buckets", BucketCounts.ValueOf(node.Buckets)),
    ]);
}
