using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>One task: a function on arguments.</summary>
public sealed record CallNode : Node
{
    internal const string KindName = "call";

    public required string Function { get; init; }

    public override string Kind => KindName;

    public override string FunctionName => Function;
}

internal sealed class CallKind : FunctionKind<CallNode>
{
    public override string Name => CallNode.KindName;

    public override string Schema => """{ "type": "string", "description": "One task: the function." }""";

    public override (int Least, int Most) Over => (0, int.MaxValue);

    protected override bool GivesEachResult => true;

    protected override bool NamesParameters => false;

    public override Node Make(NodeId id, string function, GraphValue args) => new CallNode { Id = id, Function = function, Args = args };

    protected override int InputsOf(CallNode node, FunctionDescriptor function) => 0;

    protected override void CheckOver(CallNode node, FunctionDescriptor function, BindingScope scope) => scope.Problems.Add(
        ProblemRules.Over,
        node.Path["over"],
        $"'{function.Name}' does not work on tables by name, so this call takes no 'over'; give it {{\"$ref\": \"{node.Over[0].Node}\"}} as an argument.");
}
