using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The number of elements.</summary>
public sealed record CountNode : Node
{
    internal const string KindName = "count";

    public override string Kind => KindName;
}

internal sealed class CountKind : EmptyKind<CountNode>
{
    public override string Name => CountNode.KindName;

    protected override string Description => "The number of elements.";

    protected override CountNode Make(NodeId id) => new() { Id = id };

    protected override NodeBinding Bind(CountNode node, BindingScope scope)
    {
        scope.RefuseTables(node, "a 'map' by sql with SELECT count(*) AS n FROM input, and a 'reduce' with SELECT sum(n) AS n FROM input");
        return new NodeBinding { Type = DataType.Integer };
    }
}
