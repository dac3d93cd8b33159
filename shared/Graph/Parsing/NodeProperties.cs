using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;

namespace Serverless.Graph.Parsing;

/// <summary>The properties of nodes: what the parser accepts, the writer writes and the schema says.</summary>
internal static class NodeProperties
{
    /// <summary>Kinds first, in the order of <see cref="NodeKind"/>, so that an index below <see cref="KindCount"/> is a kind.</summary>
    public static PropertySet All { get; }

    public static int KindCount { get; } = Enum.GetValues<NodeKind>().Length;

    public static ImmutableArray<string> Kinds { get; } = [.. Enum.GetNames<NodeKind>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static ImmutableArray<string> Common { get; } = ["over", "args", "policy", "keep", "after"];

    public static ImmutableArray<string> Special { get; } = ["splitEvery", "by", "combine", "initial"];

    public static PropertySet Read { get; } = new("dataset", "table", "files", "columns", "where", "split");

    public static PropertySet Split { get; } = new("rows", "rowGroups");

    public static PropertySet Write { get; } = new("dataset", "table", "partitionBy", "mode");

    public static PropertySet Range { get; } = new("count", "from", "to", "step");

    public static PropertySet TopK { get; } = new("count", "by", "ascending");

    public static ImmutableArray<string> Operators { get; } = ["==", "!=", "<", "<=", ">", ">=", "in"];

    static NodeProperties()
    {
        All = new PropertySet([.. Kinds, .. Common, .. Special]);
    }

    public static string NameOf(NodeKind kind) => Kinds[(int)kind];

    /// <summary>The properties next to the kind's own that only some kinds have.</summary>
    public static ImmutableArray<string> SpecialOf(NodeKind kind) => kind switch
    {
        NodeKind.Reduce => ["splitEvery"],
        NodeKind.FoldBy => ["splitEvery", "by", "combine", "initial"],
        _ => [],
    };

    public static bool HasFunction(NodeKind kind) =>
        kind is NodeKind.Call or NodeKind.Map or NodeKind.Filter or NodeKind.MapPartitions or NodeKind.Reduce or NodeKind.FoldBy;
}
