using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Binding;

/// <summary>Puts a node's arguments in the order of its function's parameters and checks their types.</summary>
internal sealed class ArgumentBinder(NodeList nodes, NodeBinding[] bindings, ProblemList problems) : ITypeCheck<JsonPath>
{
    private FunctionDescriptor? _function;
    private string? _parameter;

    // The argument as a whole is a reference, and not something in it.
    private bool _isWhole;

    public ImmutableArray<GraphValue> Bind(Node node, FunctionDescriptor function, int inputs)
    {
        if (inputs > function.Parameters.Length) return [];
        _function = function;
        var parameters = function.Parameters.AsSpan()[inputs..];
        return node.Args.Kind == GraphValueKind.Map
            ? ByName(node, parameters)
            : ByPosition(node, parameters, node.Args.Kind == GraphValueKind.List ? node.Args.AsList() : []);
    }

    /// <summary>For values that have no known type.</summary>
    public void CheckReferences(GraphValue value, JsonPath path)
    {
        if (value.Kind < GraphValueKind.List) return;
        var function = _function;
        (_function, _isWhole) = (null, false);
        DataTypeChecks.Check(value, DataType.Any, path, this);
        _function = function;
    }

    public JsonPath Item(JsonPath path, int index) => path[index];

    public JsonPath Entry(JsonPath path, string key) => path[key];

    public void Reference(NodeId node, DataType type, JsonPath path)
    {
        var at = nodes.IndexOf(node);
        if (at < 0)
        {
            problems.Add(ProblemRules.UnknownNode, path["$ref"], $"There is no node '{node}'.", Spelling.Nearest(node.Value, nodes.Names));
            return;
        }
        var binding = bindings[at];
        var given = binding.IsCollection && binding.Type.Kind != DataTypeKind.Table ? DataType.ListOf(binding.Type) : binding.Type;
        if (ReferenceEquals(binding, NodeBinding.Nothing)) return;
        if (given.Kind == DataTypeKind.Table && !(_isWhole && type.Kind == DataTypeKind.Table)) RefuseTable(node, path);
        else if (!DataTypeChecks.Assignable(given, type))
            problems.Add(ProblemRules.ArgumentType, path, $"Node '{node}' gives {given}; {Where()} takes {type}.");
    }

    // Tables are no values: a query takes them by 'over', a method by a parameter of their type.
    private void RefuseTable(NodeId node, JsonPath path) => problems.Add(
        ProblemRules.ArgumentType,
        path,
        _function is null ? $"'{node}' gives tables, and values stand here: a table cannot be an element or a part of a value."
        : $"'{node}' gives tables; {Where()} takes values{(_isWhole ? "" : ", and so do their parts")}. A query sees tables by 'over'; a .NET method takes one as a parameter of type Table.");

    public void Mismatch(GraphValue value, DataType type, JsonPath path) =>
        problems.Add(ProblemRules.ArgumentType, path, $"{Where()} takes {type}, not {value}.");

    public void UnknownField(string key, DataType type, JsonPath path) =>
        problems.Add(ProblemRules.ArgumentType, path[key], $"{Where()} has no field '{key}'.", Spelling.Nearest(key, type.Fields.Select(f => f.Name)));

    public void MissingField(DataField field, JsonPath path) =>
        problems.Add(ProblemRules.ArgumentType, path, $"{Where()} needs the field '{field.Name}' ({field.Type}).");

    private string Where() => _function is null ? "It" : $"Parameter '{_parameter}' of '{_function.Name}'";

    private ImmutableArray<GraphValue> ByPosition(Node node, ReadOnlySpan<FunctionParameter> parameters, ImmutableArray<GraphValue> given)
    {
        if (given.Length > parameters.Length)
        {
            problems.Add(ProblemRules.ArgumentCount, node.Path["args"], $"'{_function!.Name}' takes {Count(parameters.Length)}, not {given.Length}{Signature(parameters)}.");
            for (var i = parameters.Length; i < given.Length; i++) CheckReferences(given[i], node.Path["args"][i]);
        }
        for (var i = 0; i < Math.Min(parameters.Length, given.Length); i++)
        {
            if (!FitsAtOnce(given[i], parameters[i].Type)) Check(given[i], parameters[i], node.Path["args"][i]);
        }
        if (given.Length == parameters.Length) return given;
        var bound = ImmutableArray.CreateBuilder<GraphValue>(parameters.Length);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (i >= given.Length && !parameters[i].Optional) ReportMissing(node, parameters[i], parameters);
            bound.Add(i < given.Length ? given[i] : parameters[i].Default);
        }
        return bound.MoveToImmutable();
    }

    private ImmutableArray<GraphValue> ByName(Node node, ReadOnlySpan<FunctionParameter> parameters)
    {
        var bound = ImmutableArray.CreateBuilder<GraphValue>(parameters.Length);
        foreach (var parameter in parameters)
        {
            if (!node.Args.TryGet(parameter.Name, out var value))
            {
                if (!parameter.Optional) ReportMissing(node, parameter, parameters);
                value = parameter.Default;
            }
            else if (!FitsAtOnce(value, parameter.Type)) Check(value, parameter, node.Path["args"][parameter.Name]);
            bound.Add(value);
        }
        var names = parameters.ToArray().Select(p => p.Name).ToList();
        foreach (var (key, value) in node.Args.AsMap())
        {
            if (names.Contains(key)) continue;
            problems.Add(ProblemRules.Argument, node.Path["args"][key], $"'{_function!.Name}' has no parameter '{key}'{Signature(parameters)}.", Spelling.Nearest(key, names));
            CheckReferences(value, node.Path["args"][key]);
        }
        return bound.MoveToImmutable();
    }

    /// <summary>The common cases, without making a path.</summary>
    private bool FitsAtOnce(GraphValue value, DataType type)
    {
        if (value.Kind == GraphValueKind.Ref)
        {
            var at = nodes.IndexOf(value.AsRef());
            return at >= 0 && bindings[at] is { IsCollection: false, Type.Kind: not DataTypeKind.Table } && DataTypeChecks.Assignable(bindings[at].Type, type);
        }
        return value.Kind < GraphValueKind.List && DataTypeChecks.Fits(value, type);
    }

    private void Check(GraphValue value, FunctionParameter parameter, JsonPath path)
    {
        _parameter = parameter.Name;
        _isWhole = value.Kind == GraphValueKind.Ref;
        DataTypeChecks.Check(value, parameter.Type, path, this);
    }

    private void ReportMissing(Node node, FunctionParameter missing, ReadOnlySpan<FunctionParameter> parameters) =>
        problems.Add(ProblemRules.ArgumentCount, node.Path["args"], $"'{_function!.Name}' needs the argument '{missing.Name}' ({missing.Type}){Signature(parameters)}.");

    private string Signature(ReadOnlySpan<FunctionParameter> parameters) =>
        parameters.IsEmpty ? "" : $": {_function!.Name}({string.Join(", ", parameters.ToArray().Select(p => p.Optional ? $"{p.Name}?" : p.Name))})";

    private static string Count(int count) => count switch { 0 => "no arguments", 1 => "1 argument", _ => $"{count} arguments" };
}
