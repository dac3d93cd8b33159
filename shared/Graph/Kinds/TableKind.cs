using System.Text.Json;
using Serverless.Graph.Binding;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>
/// A kind that makes tables of tables by what its settings say, without a query of the user's: the engine's query is made when the columns are known.
/// </summary>
internal abstract class TableKind<TNode> : NodeKind<TNode> where TNode : Node
{
    /// <summary>All that determines what comes of its inputs, as data: it is in the node's token.</summary>
    protected abstract GraphValue SettingsOf(TNode node);

    protected sealed override NodeBinding Bind(TNode node, BindingScope scope)
    {
        CheckNames(node, scope.Problems);
        scope.CheckRows(node, TakesRecords(node));
        // Another version of the engine may give other results.
        return BindingScope.Collection(DataType.Table) with { Function = scope.Functions.Find(BuiltInFunctions.SqlName), Settings = SettingsOf(node) };
    }

    /// <summary>Records are rows of one table, which one task takes.</summary>
    protected virtual bool TakesRecords(TNode node) => false;

    /// <summary>What is wrong with the names of columns that it has, whatever its inputs are.</summary>
    protected abstract void CheckNames(TNode node, ProblemList problems);

    protected sealed override void WriteSettings(SettingsWriter writer, TNode node, NodeBinding binding) => writer.Value(binding.Settings);

    protected sealed override void Check(TNode node, JsonPath path, ProblemList problems)
    {
    }

    protected static void CheckNotEmpty(IEnumerable<string> columns, JsonPath path, ProblemList problems)
    {
        if (columns.Contains("")) problems.Add(ProblemRules.Value, path, "The name of a column is not empty.");
    }

    /// <summary>A list of names, which is one name where it has one.</summary>
    protected static void WriteNames(Utf8JsonWriter json, string property, System.Collections.Immutable.ImmutableArray<string> names) => Grammar.ValueWriter.Strings(json, property, names);

    protected static GraphValue Names(IEnumerable<string> names) => GraphValue.List([.. names.Select(GraphValue.Of)]);
}
