using System.Collections.Immutable;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>The arguments of a node, for a function that checks more of them than their types.</summary>
/// <param name="node">Where the node stands.</param>
/// <param name="kind">Its kind, which is the property that names the function.</param>
/// <param name="args">Its arguments as they are written.</param>
/// <param name="function">Its function.</param>
/// <param name="inputs">How many of the first parameters its collections fill.</param>
/// <param name="arguments">One for each parameter behind those.</param>
/// <param name="permissions">Of the host.</param>
/// <param name="problems">Hears what is wrong.</param>
internal sealed class NodeArguments(
    JsonPath node, string kind, GraphValue args, FunctionDescriptor function, int inputs, ImmutableArray<GraphValue> arguments, JobPermissions permissions, ProblemList problems)
{
    /// <summary>Each result of the function is an element of the node, or its value: the kind is <c>call</c> or <c>map</c>.</summary>
    public required bool GivesEachResult { get; init; }

    public JobPermissions Permissions => permissions;

    /// <summary>The argument; null where a collection gives it, or nothing does.</summary>
    public GraphValue this[string parameter] => IndexOf(parameter) is var at and >= 0 && at < arguments.Length ? arguments[at] : GraphValue.Null;

    /// <summary>Something is wrong with the use of the function itself.</summary>
    public void Refuse(string rule, string message) => problems.Add(rule, node[kind], message);

    /// <summary>Something is wrong with an argument, or with a part of it.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="message">What, in a sentence.</param>
    /// <param name="part">A key or an index in it; null: all of it.</param>
    /// <param name="rule">Of <see cref="ProblemRules"/>.</param>
    public void Add(string parameter, string message, object? part = null, string rule = ProblemRules.Value)
    {
        var path = args.Kind == GraphValueKind.List ? node["args"][IndexOf(parameter)] : node["args"][parameter];
        problems.Add(rule, part switch { string key => path[key], int index => path[index], _ => path }, message);
    }

    private int IndexOf(string parameter)
    {
        for (var i = inputs; i < function.Parameters.Length; i++)
        {
            if (function.Parameters[i].Name == parameter) return i - inputs;
        }
        return -1;
    }
}
