using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>The elements for which a function says true.</summary>
public sealed record FilterNode : Node
{
    internal const string KindName = "filter";

    public required string Function { get; init; }

    public override string Kind => KindName;

    public override string FunctionName => Function;

    public override bool OnlyChooses => true;

    public override bool KeepsColumns => true;
}

internal sealed class FilterKind : FunctionKind<FilterNode>
{
    public override string Name => FilterNode.KindName;

    public override string Schema => """{ "type": "string", "description": "The function that says true for the elements to keep." }""";

    protected override bool GivesCollection => true;

    protected override bool TakesElements => true;

    protected override bool RefusesTableFunctions => true;

    protected override string InsteadOfTables => "a 'map' by sql with WHERE";

    public override Node Make(NodeId id, string function, GraphValue args) => new FilterNode { Id = id, Function = function, Args = args };

    protected override DataType ResultOf(FilterNode node, DataType result, BindingScope scope) => scope.ElementOf(node);

    protected override bool RefusesTables(FunctionDescriptor function) => true;

    protected override void CheckUse(FilterNode node, FunctionDescriptor function, BindingScope scope)
    {
        base.CheckUse(node, function, scope);
        if (function.Kind != FunctionKind.Table && !DataTypeChecks.Assignable(function.Result, DataType.Boolean))
            scope.Problems.Add(ProblemRules.FunctionUse, node.Path[Name], $"'{function.Name}' gives {function.Result}; a filter's function must give true or false.");
    }
}
