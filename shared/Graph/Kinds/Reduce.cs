using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>One value from all, by a tree of calls that each take up to <see cref="SplitEvery"/>.</summary>
public sealed record ReduceNode : Node
{
    internal const string KindName = "reduce";

    public const int DefaultSplitEvery = 16;

    public required string Function { get; init; }

    /// <summary>2 to 10,000; default 16.</summary>
    public int SplitEvery { get; init; } = DefaultSplitEvery;

    public override string Kind => KindName;

    public override string FunctionName => Function;
}

internal sealed class ReduceKind : FunctionKind<ReduceNode>
{
    public override string Name => ReduceNode.KindName;

    public override string Schema => """{ "type": "string", "description": "The function of a list of values, or of two, to one; applied in a tree." }""";

    public override ImmutableArray<NodePart> Parts { get; } = [SplitEvery.Part];

    protected override string InsteadOfTables => "sql, or a function of tables";

    public override Node Make(NodeId id, string function, GraphValue args) => new ReduceNode { Id = id, Function = function, Args = args };

    public override Node Complete(ref DocumentReader reader, Node node, NodeParts parts)
    {
        var every = SplitEvery.Of(parts);
        return every == ReduceNode.DefaultSplitEvery ? node : (ReduceNode)node with { SplitEvery = every };
    }

    protected override void Check(ReduceNode node, JsonPath path, ProblemList problems) => SplitEvery.Check(node.SplitEvery, path, problems);

    protected override void WriteParts(Utf8JsonWriter json, ReduceNode node) => SplitEvery.Write(json, node.SplitEvery);

    protected override void WriteSettings(SettingsWriter writer, ReduceNode node, NodeBinding binding) => writer.Integer(node.SplitEvery);

    protected override int InputsOf(ReduceNode node, FunctionDescriptor function) => function.Parameters is [{ Type.Kind: DataTypeKind.List }, ..] ? 1 : 2;

    protected override string Needs(int inputs) => "a list of values, or two values";

    protected override bool RefusesTables(FunctionDescriptor function) => !TakesTables(function);

    private static bool TakesTables(FunctionDescriptor function) =>
        function.Parameters is [{ Type: { Kind: DataTypeKind.Table or DataTypeKind.Any } }, ..] or [{ Type: { Kind: DataTypeKind.List, Element.Kind: DataTypeKind.Table or DataTypeKind.Any } }, ..];
}
