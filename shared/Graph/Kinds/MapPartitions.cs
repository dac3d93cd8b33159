using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>A function on each partition as a whole.</summary>
public sealed record MapPartitionsNode : Node
{
    internal const string KindName = "mapPartitions";

    public required string Function { get; init; }

    public override string Kind => KindName;

    public override string FunctionName => Function;
}

internal sealed class MapPartitionsKind : FunctionKind<MapPartitionsNode>
{
    public override string Name => MapPartitionsNode.KindName;

    public override string Schema => """{ "type": "string", "description": "The function of each partition as a whole." }""";

    public override (int Least, int Most) Over => (1, int.MaxValue);

    protected override bool GivesCollection => true;

    public override Node Make(NodeId id, string function, GraphValue args) => new MapPartitionsNode { Id = id, Function = function, Args = args };

    protected override DataType ResultOf(MapPartitionsNode node, DataType result, BindingScope scope) => result.Kind == DataTypeKind.List ? result.Element! : result;

    protected override string Needs(int inputs) => "the partition as a list or a table";

    protected override bool RefusesTables(FunctionDescriptor function) => true;
}
