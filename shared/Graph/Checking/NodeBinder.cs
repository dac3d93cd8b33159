using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Checking;

/// <summary>Finds what the names of nodes mean: what all kinds have in common here, the rest by kind. Nodes come in topological order.</summary>
internal sealed class NodeBinder(BindingScope scope)
{
    public NodeBinding Bind(Node node)
    {
        var kind = NodeKinds.Of(node);
        SqlNameChecks.CheckAliases(node, scope.Problems);
        scope.CheckOver(node, kind.Over.Least, kind.Over.Most);
        if (!kind.HasFunction && node.Args.Kind != GraphValueKind.Null)
        {
            scope.Problems.Add(ProblemRules.UnknownProperty, node.Path["args"], $"A '{kind.Name}' node has no function and takes no args.");
            scope.Arguments.CheckReferences(node.Args, node.Path["args"]);
        }
        return kind.Bind(node, scope);
    }
}
