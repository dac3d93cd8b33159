using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Binding;

/// <summary>What a kind needs to find out what a node's names mean: the nodes before it, the functions, and the checks that kinds share.</summary>
internal sealed class BindingScope(NodeList nodes, NodeBinding[] bindings, FunctionCatalog functions, ProblemList problems)
{
    /// <summary>What most kinds advise where elements are tables.</summary>
    public const string MapInsteadOfTables = "'map': each table is a partition";

    public FunctionCatalog Functions => functions;

    public ProblemList Problems => problems;

    public ArgumentBinder Arguments { get; } = new(nodes, bindings, problems);

    public static NodeBinding Collection(DataType element) => new() { Type = element, IsCollection = true };

    /// <summary>The type of the elements that a node takes from its first collection.</summary>
    public DataType ElementOf(Node node) => node.Over.IsEmpty ? DataType.Any : ElementOf(node.Over[0].Node);

    /// <summary>The function of a name; null after a problem.</summary>
    /// <param name="node">A node that names it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="property">Where it is named.</param>
    /// <param name="within">The object that holds the property; null: the node's own.</param>
    public FunctionDescriptor? Find(Node node, string name, string property, string? within = null)
    {
        if (functions.Find(name) is { } function) return function;
        var hint = functions.Hint is { } say ? $" {say()}" : functions.Functions.Count == 0 ? " No functions are loaded: name the folder or DLL that holds yours." : "";
        problems.Add(ProblemRules.UnknownFunction, PathOf(node, property, within), $"There is no function '{name}'.{hint}", functions.Nearest(name));
        return null;
    }

    /// <summary>A function of an element to its key; null where none is named, and after a problem.</summary>
    public FunctionDescriptor? Key(Node node, string? name, string property, string? within = null)
    {
        if (string.IsNullOrEmpty(name) || Find(node, name, property, within) is not { } function) return null;
        if (function.Kind == FunctionKind.Value && function.Parameters.Length > 0 && function.Parameters.Skip(1).All(p => p.Optional)) return function;
        problems.Add(ProblemRules.FunctionUse, PathOf(node, property, within), $"'{name}' must take one element and give its key.");
        return null;
    }

    /// <summary>Elements of such collections are whole tables; what people mean are their rows, which queries see.</summary>
    /// <param name="node">A node whose kind works on values.</param>
    /// <param name="instead">What to use, as part of a sentence.</param>
    /// <returns>Whether there are any.</returns>
    public bool RefuseTables(Node node, string instead)
    {
        var isRefused = false;
        foreach (var input in node.Over)
        {
            if (ElementOf(input.Node).Kind != DataTypeKind.Table) continue;
            problems.Add(ProblemRules.ArgumentType, node.Path["over"], $"'{node.Kind}' works on values, and elements of '{input.Node}' are tables: use {instead}.");
            isRefused = true;
        }
        return isRefused;
    }

    /// <summary>Whether there are as many collections as the kind takes, and each is one.</summary>
    public void CheckOver(Node node, int least, int most)
    {
        var count = node.Over.Length;
        if (count == 0 && least == 0) return;
        if (count < least) problems.Add(ProblemRules.Over, node.Path["over"], $"A '{node.Kind}' node needs 'over' with {(least == 1 ? "the collection it works on" : "at least two collections")}.");
        if (count > most) problems.Add(ProblemRules.Over, node.Path["over"], most == 0 ? $"A '{node.Kind}' node is a source and takes no 'over'." : $"A '{node.Kind}' node works on {(most == 1 ? "one collection" : $"{most} collections")}, not {count}.");
        foreach (var input in node.Over)
        {
            var at = nodes.IndexOf(input.Node);
            if (at < 0 || bindings[at].IsCollection || IsUnknown(bindings[at]) || bindings[at].Type.Kind is DataTypeKind.Any or DataTypeKind.List or DataTypeKind.Table) continue;
            problems.Add(ProblemRules.Over, node.Path["over"], $"'{input.Node}' is a single value ({bindings[at].Type}), not a collection; give it as an argument: {{\"$ref\": \"{input.Node}\"}}.");
        }
    }

    /// <summary>What a function demands of its arguments beyond their types.</summary>
    public void CheckArguments(Node node, FunctionDescriptor function, int inputs, ImmutableArray<GraphValue> arguments, bool givesEachResult) =>
        function.Check?.Invoke(new NodeArguments(node.Path, node.Kind, node.Args, function, inputs, arguments, functions.Permissions, problems) { GivesEachResult = givesEachResult });

    /// <summary>The inputs of a function on whole tables.</summary>
    public void CheckTables(Node node, FunctionDescriptor function)
    {
        SqlNameChecks.CheckInputs(node, problems);
        foreach (var input in node.Over)
        {
            var element = ElementOf(input.Node);
            if (!DataTypeChecks.Assignable(element, DataType.Table))
                problems.Add(ProblemRules.ArgumentType, node.Path["over"], $"Elements of '{input.Node}' are {element}; '{function.Name}' works on tables.");
        }
    }

    /// <summary>Inputs whose rows are worked on: tables, or records.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="takesRecords">Records are taken as rows of one table.</param>
    public void CheckRows(Node node, bool takesRecords)
    {
        foreach (var input in node.Over)
        {
            var element = ElementOf(input.Node);
            if (!DataTypeChecks.Assignable(element, DataType.Table))
                problems.Add(ProblemRules.ArgumentType, node.Path["over"], $"Elements of '{input.Node}' are {element}; '{node.Kind}' works on the rows of tables.");
            else if (!takesRecords && element.Kind is not (DataTypeKind.Table or DataTypeKind.Any))
                problems.Add(ProblemRules.ArgumentType, node.Path["over"], $"Elements of '{input.Node}' are {element}, and '{node.Kind}' works on tables: a 'reduce' by sql with SELECT * FROM input makes one table of records.");
        }
    }

    /// <summary>The inputs of a function on values: their aliases, and the types of their elements.</summary>
    public void CheckElements(Node node, FunctionDescriptor function, int inputs, bool hasTypes)
    {
        for (var i = 0; i < node.Over.Length; i++)
        {
            var input = node.Over[i];
            if (input.Alias is { } alias && (i >= inputs || function.Parameters[i].Name != alias))
            {
                problems.Add(
                    ProblemRules.Over,
                    node.Path["over"][alias],
                    $"'{function.Name}' has no parameter '{alias}' at position {i + 1}; aliases of its inputs are its parameters' names, in order.",
                    i < inputs ? function.Parameters[i].Name : null);
            }
            if (hasTypes && i < inputs) CheckElement(node, input.Node, function, function.Parameters[i]);
        }
    }

    private void CheckElement(Node node, NodeId input, FunctionDescriptor function, FunctionParameter parameter)
    {
        var element = ElementOf(input);
        if (element.Kind == DataTypeKind.Table && parameter is { Type.Kind: not DataTypeKind.Table, ClrType: null })
        {
            problems.Add(
                ProblemRules.ArgumentType,
                node.Path["over"],
                $"Elements of '{input}' are tables, and '{function.Name}' takes values. A table goes to 'sql', or to a function with a parameter of type Table.");
        }
        else if (!DataTypeChecks.Assignable(element, parameter.Type))
        {
            problems.Add(
                ProblemRules.ArgumentType, node.Path["over"], $"Elements of '{input}' are {element}; parameter '{parameter.Name}' of '{function.Name}' takes {parameter.Type}.");
        }
    }

    private DataType ElementOf(NodeId id)
    {
        var at = nodes.IndexOf(id);
        if (at < 0 || IsUnknown(bindings[at])) return DataType.Any;
        var binding = bindings[at];
        return binding.IsCollection || binding.Type.Kind != DataTypeKind.List ? binding.Type : binding.Type.Element!;
    }

    private static JsonPath PathOf(Node node, string property, string? within) => (within is null ? node.Path : node.Path[within])[property];

    private static bool IsUnknown(NodeBinding binding) => ReferenceEquals(binding, NodeBinding.Nothing);
}
