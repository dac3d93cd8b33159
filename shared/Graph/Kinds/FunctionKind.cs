using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Kinds;

/// <summary>A kind whose own property is the name of the function that runs per task.</summary>
internal abstract class FunctionKind<TNode> : NodeKind<TNode> where TNode : Node
{
    public sealed override bool HasFunction => true;

    /// <summary>Many elements come out, and not one value.</summary>
    protected virtual bool GivesCollection => false;

    /// <summary>Each result of the function is an element of the node, or its value: what a function with effects needs.</summary>
    protected virtual bool GivesEachResult => false;

    /// <summary>The function is given the n-th elements of the collections, one parameter for each.</summary>
    protected virtual bool TakesElements => false;

    /// <summary>An alias of an input is the name of the parameter that it fills.</summary>
    protected virtual bool NamesParameters => true;

    /// <summary>A function on whole tables has no meaning in it.</summary>
    protected virtual bool RefusesTableFunctions => false;

    /// <summary>What to use where the elements are tables.</summary>
    protected virtual string InsteadOfTables => BindingScope.MapInsteadOfTables;

    protected sealed override void Write(Utf8JsonWriter json, TNode node) => json.WriteStringValue(node.FunctionName);

    protected sealed override NodeBinding Bind(TNode node, BindingScope scope)
    {
        foreach (var (property, value) in node.Values) scope.Arguments.CheckReferences(value, node.Path[property]);
        if (scope.Find(node, node.FunctionName!, Name) is not { } function)
        {
            scope.Arguments.CheckReferences(node.Args, node.Path["args"]);
            return new NodeBinding { Type = ResultOf(node, DataType.Any, scope), IsCollection = GivesCollection };
        }
        CheckUse(node, function, scope);
        var inputs = function.Kind == FunctionKind.Table ? 0 : InputsOf(node, function);
        CheckInputs(node, function, inputs, scope);
        var arguments = scope.Arguments.Bind(node, function, inputs);
        scope.CheckArguments(node, function, inputs, arguments, GivesEachResult);
        return Complete(node, SqlBinding.Of(function, arguments, scope.Functions) with
        {
            Function = function,
            InputParameters = inputs,
            Arguments = arguments,
            Type = ResultOf(node, function.Result, scope),
            IsCollection = GivesCollection,
        }, scope);
    }

    /// <summary>Binds what else the node names.</summary>
    protected virtual NodeBinding Complete(TNode node, NodeBinding binding, BindingScope scope) => binding;

    /// <summary>The type of the node's elements, or of its value.</summary>
    protected virtual DataType ResultOf(TNode node, DataType result, BindingScope scope) => result;

    /// <summary>How many of the function's first parameters the inputs fill; never asked for functions on tables.</summary>
    protected virtual int InputsOf(TNode node, FunctionDescriptor function) => Math.Max(1, node.Over.Length);

    /// <summary>What a function has to take, for people.</summary>
    protected virtual string Needs(int inputs) => inputs == 1 ? "the element" : $"the elements of its {inputs} collections";

    /// <summary>Whether elements that are tables are refused for the function, which works on values.</summary>
    protected virtual bool RefusesTables(FunctionDescriptor function) => false;

    protected virtual void CheckUse(TNode node, FunctionDescriptor function, BindingScope scope)
    {
        if (RefusesTableFunctions && function.Kind == FunctionKind.Table)
            scope.Problems.Add(ProblemRules.FunctionUse, node.Path[Name], $"'{function.Name}' works on whole tables and cannot be used in '{Name}'; use it in call, map, mapPartitions or reduce.");
    }

    /// <summary>What is wrong with collections where the kind takes none for functions on values.</summary>
    protected virtual void CheckOver(TNode node, FunctionDescriptor function, BindingScope scope)
    {
    }

    private void CheckInputs(TNode node, FunctionDescriptor function, int inputs, BindingScope scope)
    {
        if (inputs > function.Parameters.Length)
        {
            scope.Problems.Add(ProblemRules.FunctionUse, node.Path[Name], $"'{function.Name}' takes {function.Parameters.Length} parameters; in '{Name}' it must take {Needs(inputs)}.");
            return;
        }
        if (node.Over.IsEmpty) return;
        if (function.Kind == FunctionKind.Table)
        {
            scope.CheckTables(node, function);
            return;
        }
        CheckOver(node, function, scope);
        if (RefusesTables(function) && scope.RefuseTables(node, InsteadOfTables)) return;
        if (NamesParameters) scope.CheckElements(node, function, inputs, TakesElements);
    }
}
