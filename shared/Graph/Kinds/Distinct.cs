using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>Each different element once, where it comes first. Elements are one that are the same data, as job-document.md says.</summary>
public sealed record DistinctNode : Node
{
    internal const string KindName = "distinct";

    public override string Kind => KindName;

    public override bool OnlyChooses => true;

    public override bool KeepsColumns => true;
}

internal sealed class DistinctKind : EmptyKind<DistinctNode>
{
    public override string Name => DistinctNode.KindName;

    protected override string Description => "Each different element once, where it comes first.";

    protected override DistinctNode Make(NodeId id) => new() { Id = id };

    protected override NodeBinding Bind(DistinctNode node, BindingScope scope)
    {
        var element = scope.ElementOf(node);
        // Of tables each different row once, which is the engine's work.
        return BindingScope.Collection(element) with { Function = element.Kind == DataTypeKind.Table ? scope.Functions.Find(BuiltInFunctions.SqlName) : null };
    }
}
