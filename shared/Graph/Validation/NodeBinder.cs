using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Values;

namespace Serverless.Graph.Validation;

/// <summary>Binds nodes to functions and checks that inputs, functions and arguments fit. Nodes come in topological order.</summary>
internal sealed class NodeBinder(NodeList nodes, NodeBinding[] bindings, FunctionCatalog functions, ProblemList problems)
{
    private readonly ArgumentBinder _arguments = new(nodes, bindings, problems);

    public NodeBinding Bind(Node node)
    {
        CheckOver(node);
        if (node is ItemsNode items) _arguments.CheckReferences(GraphValue.List(items.Items), DocumentChecker.PathOf(node)["items"]);
        if (NodeProperties.HasFunction(node.Kind)) return WithFunction(node);
        if (node.Args.Kind != GraphValueKind.Null)
        {
            problems.Add(ProblemRules.UnknownProperty, DocumentChecker.PathOf(node)["args"], $"A '{NodeProperties.NameOf(node.Kind)}' node has no function and takes no args.");
            _arguments.CheckReferences(node.Args, DocumentChecker.PathOf(node)["args"]);
        }
        var element = node.Over.IsEmpty ? DataType.Any : ElementOf(node.Over[0].Node);
        if (node is TopKNode or CountNode or ZipNode) RefuseTables(node);
        if (node is WriteNode && !IsWritable(element))
            problems.Add(ProblemRules.ArgumentType, DocumentChecker.PathOf(node)["over"], $"Elements of '{node.Over[0].Node}' are {element}; a write takes tables, records or lists of records.");
        return node switch
        {
            ReadNode => Collection(DataType.Table),
            RangeNode => Collection(DataType.Integer),
            FilesNode => Collection(DataType.Blob),
            ItemsNode list => Collection(CommonType(list.Items)),
            ZipNode => Collection(DataType.ListOf(DataType.Any)),
            TakeNode => Collection(element),
            TopKNode top => Collection(element) with { By = Key(node, top.By, "topK") },
            CountNode => new NodeBinding { Type = DataType.Integer },
            _ => new NodeBinding(),
        };
    }

    private static bool IsWritable(DataType element) =>
        element.Kind is DataTypeKind.Table or DataTypeKind.Record or DataTypeKind.Map or DataTypeKind.Any || (element is { Kind: DataTypeKind.List, Element: { Kind: not DataTypeKind.List } item } && IsWritable(item));

    private static bool TakesTables(FunctionDescriptor function) =>
        function.Parameters is [{ Type: { Kind: DataTypeKind.Table or DataTypeKind.Any } }, ..] or [{ Type: { Kind: DataTypeKind.List, Element.Kind: DataTypeKind.Table or DataTypeKind.Any } }, ..];

    // Elements of such collections are whole tables; what people mean are their rows, which queries see.
    private bool RefuseTables(Node node)
    {
        var isRefused = false;
        var kind = NodeProperties.NameOf(node.Kind);
        foreach (var input in node.Over)
        {
            if (ElementOf(input.Node).Kind != DataTypeKind.Table) continue;
            var instead = node.Kind switch
            {
                NodeKind.TopK => "a 'map' by sql with ORDER BY and LIMIT, and a 'reduce' with the same",
                NodeKind.Count => "a 'map' by sql with SELECT count(*) AS n FROM input, and a 'reduce' with SELECT sum(n) AS n FROM input",
                NodeKind.Zip => "a 'map' by sql over both, each with an alias, where their partitions have the same keys, or a 'call' by sql over both, which sees all of each as one table",
                NodeKind.Filter => "a 'map' by sql with WHERE",
                NodeKind.FoldBy => "a 'map' by sql with GROUP BY, and a 'reduce' that adds up the groups",
                NodeKind.Reduce => "sql, or a function of tables",
                _ => "'map': each table is a partition",
            };
            problems.Add(ProblemRules.ArgumentType, DocumentChecker.PathOf(node)["over"], $"'{kind}' works on values, and elements of '{input.Node}' are tables: use {instead}.");
            isRefused = true;
        }
        return isRefused;
    }

    private static NodeBinding Collection(DataType element) => new() { Type = element, IsCollection = true };

    private NodeBinding WithFunction(Node node)
    {
        if (node is FoldByNode { Initial: { } initial }) _arguments.CheckReferences(initial, DocumentChecker.PathOf(node)["initial"]);
        if (Find(node, node.FunctionName!, NodeProperties.NameOf(node.Kind)) is not { } function)
        {
            _arguments.CheckReferences(node.Args, DocumentChecker.PathOf(node)["args"]);
            return new NodeBinding { Type = ResultOf(node, DataType.Any), IsCollection = GivesCollection(node.Kind) };
        }
        CheckUse(node, function);
        var isTable = function.Kind == FunctionKind.Table;
        var inputs = isTable ? 0 : InputsOf(node, function);
        CheckInputs(node, function, inputs, isTable);
        var arguments = _arguments.Bind(node, function, inputs);
        function.Check?.Invoke(new NodeArguments(node, function, inputs, arguments, functions.Permissions, problems));
        return new NodeBinding
        {
            Function = function,
            InputParameters = inputs,
            Arguments = arguments,
            Called = function.Name == BuiltInFunctions.SqlName && arguments is [{ Kind: GraphValueKind.String } query, ..] ? SqlCalls.Find(query.AsString(), functions) : [],
            IsVolatileQuery = function.Name == BuiltInFunctions.SqlName && (arguments is not [{ Kind: GraphValueKind.String } text, ..] || SqlVolatility.Of(text.AsString())),
            By = node is FoldByNode fold ? Key(node, fold.By, null) : null,
            Combine = node is FoldByNode { Combine: { } combine } ? Find(node, combine, "combine") : null,
            Type = ResultOf(node, function.Result),
            IsCollection = GivesCollection(node.Kind),
        };
    }

    private static bool GivesCollection(NodeKind kind) => kind is NodeKind.Map or NodeKind.Filter or NodeKind.MapPartitions or NodeKind.FoldBy;

    private DataType ResultOf(Node node, DataType result) => node.Kind switch
    {
        NodeKind.Filter => node.Over.IsEmpty ? DataType.Any : ElementOf(node.Over[0].Node),
        NodeKind.MapPartitions when result.Kind == DataTypeKind.List => result.Element!,
        NodeKind.FoldBy => new DataType(DataTypeKind.Record) { Fields = [new DataField("key", DataType.Any, true), new DataField("value", result, true)] },
        _ => result,
    };

    private void CheckUse(Node node, FunctionDescriptor function)
    {
        if (function.Kind == FunctionKind.Table && node.Kind is NodeKind.Filter or NodeKind.FoldBy)
            problems.Add(ProblemRules.FunctionUse, PathOf(node), $"'{function.Name}' works on whole tables and cannot be used in '{NodeProperties.NameOf(node.Kind)}'; use it in call, map, mapPartitions or reduce.");
        else if (node.Kind == NodeKind.Filter && !DataTypeChecks.Assignable(function.Result, DataType.Boolean))
            problems.Add(ProblemRules.FunctionUse, PathOf(node), $"'{function.Name}' gives {function.Result}; a filter's function must give true or false.");
    }

    /// <summary>Of the property that names the function.</summary>
    private static JsonPath PathOf(Node node) => DocumentChecker.PathOf(node)[NodeProperties.NameOf(node.Kind)];

    private static int InputsOf(Node node, FunctionDescriptor function) => node.Kind switch
    {
        NodeKind.Call => 0,
        NodeKind.Reduce => function.Parameters is [{ Type.Kind: DataTypeKind.List }, ..] ? 1 : 2,
        NodeKind.FoldBy => 2,
        _ => Math.Max(1, node.Over.Length),
    };

    private void CheckInputs(Node node, FunctionDescriptor function, int inputs, bool isTable)
    {
        if (inputs > function.Parameters.Length)
        {
            var kind = NodeProperties.NameOf(node.Kind);
            var needs = node.Kind switch
            {
                NodeKind.Reduce => "a list of values, or two values",
                NodeKind.FoldBy => "the value so far and an element",
                NodeKind.MapPartitions => "the partition as a list or a table",
                _ => inputs == 1 ? "the element" : $"the elements of its {inputs} collections",
            };
            problems.Add(ProblemRules.FunctionUse, PathOf(node), $"'{function.Name}' takes {function.Parameters.Length} parameters; in '{kind}' it must take {needs}.");
            return;
        }
        if (node.Over.IsEmpty) return;
        var over = DocumentChecker.PathOf(node)["over"];
        if (node.Kind == NodeKind.Call && !isTable)
            problems.Add(ProblemRules.Over, over, $"'{function.Name}' does not work on tables by name, so this call takes no 'over'; give it {{\"$ref\": \"{node.Over[0].Node}\"}} as an argument.");
        if (isTable)
        {
            SqlNameChecks.CheckInputs(node, problems);
            CheckTables(node, function, over);
        }
        if (!isTable && (node.Kind is NodeKind.Filter or NodeKind.FoldBy or NodeKind.MapPartitions || (node.Kind == NodeKind.Reduce && !TakesTables(function))) && RefuseTables(node)) return;
        if (isTable || node.Kind is NodeKind.FoldBy or NodeKind.Call) return;
        for (var i = 0; i < node.Over.Length; i++)
        {
            if (node.Over[i].Alias is { } alias && (i >= inputs || function.Parameters[i].Name != alias))
                problems.Add(ProblemRules.Over, over[alias], $"'{function.Name}' has no parameter '{alias}' at position {i + 1}; aliases of its inputs are its parameters' names, in order.", i < inputs ? function.Parameters[i].Name : null);
            if (node.Kind is NodeKind.MapPartitions or NodeKind.Reduce || i >= inputs) continue;
            var element = ElementOf(node.Over[i].Node);
            if (element.Kind == DataTypeKind.Table && function.Parameters[i] is { Type.Kind: not DataTypeKind.Table, ClrType: null })
                problems.Add(ProblemRules.ArgumentType, over, $"Elements of '{node.Over[i].Node}' are tables, and '{function.Name}' takes values. A table goes to 'sql', or to a function with a parameter of type Table.");
            else if (!DataTypeChecks.Assignable(element, function.Parameters[i].Type))
                problems.Add(ProblemRules.ArgumentType, over, $"Elements of '{node.Over[i].Node}' are {element}; parameter '{function.Parameters[i].Name}' of '{function.Name}' takes {function.Parameters[i].Type}.");
        }
    }

    private void CheckTables(Node node, FunctionDescriptor function, JsonPath over)
    {
        foreach (var input in node.Over)
        {
            var element = ElementOf(input.Node);
            if (!DataTypeChecks.Assignable(element, DataType.Table)) problems.Add(ProblemRules.ArgumentType, over, $"Elements of '{input.Node}' are {element}; '{function.Name}' works on tables.");
        }
    }

    private void CheckOver(Node node)
    {
        var (least, most) = node.Kind switch
        {
            NodeKind.Call => (0, int.MaxValue),
            NodeKind.Read or NodeKind.Range or NodeKind.Items or NodeKind.Files => (0, 0),
            NodeKind.Map or NodeKind.MapPartitions => (1, int.MaxValue),
            NodeKind.Zip => (2, int.MaxValue),
            _ => (1, 1),
        };
        var count = node.Over.Length;
        if (count == 0 && least == 0) return;
        var kind = NodeProperties.NameOf(node.Kind);
        if (count < least) problems.Add(ProblemRules.Over, DocumentChecker.PathOf(node)["over"], $"A '{kind}' node needs 'over' with {(least == 1 ? "the collection it works on" : "at least two collections")}.");
        if (count > most) problems.Add(ProblemRules.Over, DocumentChecker.PathOf(node)["over"], most == 0 ? $"A '{kind}' node is a source and takes no 'over'." : $"A '{kind}' node works on one collection, not {count}.");
        foreach (var input in node.Over)
        {
            var at = nodes.IndexOf(input.Node);
            if (at < 0 || bindings[at].IsCollection || IsUnknown(bindings[at]) || bindings[at].Type.Kind is DataTypeKind.Any or DataTypeKind.List or DataTypeKind.Table) continue;
            problems.Add(ProblemRules.Over, DocumentChecker.PathOf(node)["over"], $"'{input.Node}' is a single value ({bindings[at].Type}), not a collection; give it as an argument: {{\"$ref\": \"{input.Node}\"}}.");
        }
    }

    private DataType ElementOf(NodeId id)
    {
        var at = nodes.IndexOf(id);
        if (at < 0 || IsUnknown(bindings[at])) return DataType.Any;
        var binding = bindings[at];
        return binding.IsCollection || binding.Type.Kind != DataTypeKind.List ? binding.Type : binding.Type.Element!;
    }

    private static bool IsUnknown(NodeBinding binding) => ReferenceEquals(binding, NodeBinding.Nothing);

    private static DataType CommonType(ImmutableArray<GraphValue> items)
    {
        if (items.IsEmpty || items.Any(i => i.Kind != items[0].Kind)) return DataType.Any;
        return items[0].Kind switch
        {
            GraphValueKind.Boolean => DataType.Boolean,
            GraphValueKind.Integer => DataType.Integer,
            GraphValueKind.Double => DataType.Number,
            GraphValueKind.Decimal => DataType.Decimal,
            GraphValueKind.String => DataType.String,
            _ => DataType.Any,
        };
    }

    private FunctionDescriptor? Key(Node node, string? name, string? within)
    {
        if (string.IsNullOrEmpty(name) || Find(node, name, within is null ? "by" : null) is not { } function) return null;
        if (function.Kind == FunctionKind.Value && function.Parameters.Length > 0 && function.Parameters.Skip(1).All(p => p.Optional)) return function;
        problems.Add(ProblemRules.FunctionUse, KeyPath(node, within), $"'{name}' must take one element and give its key.");
        return null;
    }

    private static JsonPath KeyPath(Node node, string? within) => within is null ? DocumentChecker.PathOf(node)["by"] : DocumentChecker.PathOf(node)[within]["by"];

    /// <param name="node">Who names it.</param>
    /// <param name="name">The function's.</param>
    /// <param name="property">Where it is named; null: in the order of a <c>topK</c>.</param>
    private FunctionDescriptor? Find(Node node, string name, string? property)
    {
        if (functions.Find(name) is { } function) return function;
        var hint = functions.Hint is { } say ? $" {say()}" : functions.Functions.Count == 0 ? " No functions are loaded: name the folder or DLL that holds yours." : "";
        var path = property is null ? KeyPath(node, "topK") : DocumentChecker.PathOf(node)[property];
        problems.Add(ProblemRules.UnknownFunction, path, $"There is no function '{name}'.{hint}", functions.Nearest(name));
        return null;
    }
}
