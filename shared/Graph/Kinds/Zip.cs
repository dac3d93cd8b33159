using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Lists of the n-th elements of several collections of one length.</summary>
public sealed record ZipNode : Node
{
    internal const string KindName = "zip";

    public override string Kind => KindName;
}

internal sealed class ZipKind : EmptyKind<ZipNode>
{
    public override string Name => ZipNode.KindName;

    public override (int Least, int Most) Over => (2, int.MaxValue);

    protected override string Description => "Lists of the n-th elements of several collections.";

    protected override ZipNode Make(NodeId id) => new() { Id = id };

    protected override NodeBinding Bind(ZipNode node, BindingScope scope)
    {
        scope.RefuseTables(
            node, "a 'map' by sql over both, each with an alias, where their partitions have the same keys, or a 'call' by sql over both, which sees all of each as one table");
        return BindingScope.Collection(DataType.ListOf(DataType.Any));
    }
}
