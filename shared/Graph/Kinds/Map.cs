using Serverless.Graph.Documents;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>A function on each element (several collections: on the n-th of each).</summary>
public sealed record MapNode : Node
{
    internal const string KindName = "map";

    public required string Function { get; init; }

    public override string Kind => KindName;

    public override string FunctionName => Function;
}

internal sealed class MapKind : FunctionKind<MapNode>
{
    public override string Name => MapNode.KindName;

    public override string Schema => """{ "type": "string", "description": "The function of each element." }""";

    public override (int Least, int Most) Over => (1, int.MaxValue);

    protected override bool GivesEachResult => true;

    protected override bool GivesCollection => true;

    protected override bool TakesElements => true;

    public override Node Make(NodeId id, string function, GraphValue args) => new MapNode { Id = id, Function = function, Args = args };
}
