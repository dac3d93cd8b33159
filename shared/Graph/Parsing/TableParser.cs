using System.Collections.Immutable;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parsing;

/// <summary>Reads the values of <c>read</c> and <c>write</c>.</summary>
internal static class TableParser
{
    public static ReadNode? Read(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject("read")) return null;
        var node = new ReadNode { Id = id };
        ulong seen = 0;
        while (reader.NextProperty(NodeProperties.Read, ref seen, "read", out var property))
        {
            node = NodeProperties.Read.Names[property] switch
            {
                "dataset" => node with { Dataset = Dataset(ref reader, DatasetName.Problem) },
                "table" => node with { Table = Table(ref reader) ?? node.Table },
                "files" => node with { Files = OverParser.Strings(ref reader, "files") },
                "columns" => node with { Columns = OverParser.Strings(ref reader, "columns") },
                "where" => node with { Where = Where(ref reader) },
                _ => node with { Split = Split(ref reader) },
            };
            reader.Leave();
        }
        var (hasDataset, hasFiles) = ((seen & 1) != 0, (seen & 4) != 0);
        if (hasDataset == hasFiles) reader.Problem(ProblemRules.Missing, "read needs either 'dataset' or 'files'.");
        return node;
    }

    public static WriteNode? Write(ref DocumentReader reader, NodeId id)
    {
        if (!reader.BeginObject("write")) return null;
        var node = new WriteNode { Id = id, Dataset = "" };
        ulong seen = 0;
        while (reader.NextProperty(NodeProperties.Write, ref seen, "write", out var property))
        {
            node = NodeProperties.Write.Names[property] switch
            {
                "dataset" => node with { Dataset = Dataset(ref reader, DatasetName.ProblemOfNew) ?? "" },
                "table" => node with { Table = NewTable(ref reader) ?? node.Table },
                "partitionBy" => node with { PartitionBy = OverParser.Strings(ref reader, "partitionBy") },
                _ => node with { Mode = PolicyParser.Choice<WriteMode>(ref reader, "mode") ?? WriteMode.Create },
            };
            reader.Leave();
        }
        if ((seen & 1) == 0) reader.Problem(ProblemRules.Missing, "write needs 'dataset'.");
        return node;
    }

    private static string? Dataset(ref DocumentReader reader, Func<string, string?> rule)
    {
        if (reader.String("dataset") is not { } name) return null;
        if (rule(name) is not { } problem) return name;
        reader.Problem(ProblemRules.Name, problem);
        return null;
    }

    private static string? Table(ref DocumentReader reader)
    {
        if (reader.String("table") is not { } name) return null;
        if (Names.IsNode(name)) return name;
        reader.Problem(ProblemRules.Name, $"table is '{name}'; it must be {Names.NodeRule}.");
        return null;
    }

    private static string? NewTable(ref DocumentReader reader)
    {
        if (Table(ref reader) is not { } name) return null;
        if (DatasetName.ProblemOfNewTable(name) is not { } problem) return name;
        reader.Problem(ProblemRules.Name, problem);
        return null;
    }

    private static ReadSplit? Split(ref DocumentReader reader)
    {
        if (!reader.BeginObject("split")) return null;
        var split = new ReadSplit(null, null);
        ulong seen = 0;
        while (reader.NextProperty(NodeProperties.Split, ref seen, "split", out var property))
        {
            split = property == 0 ? split with { Rows = reader.Integer("rows", 1) } : split with { RowGroups = (int?)reader.Integer("rowGroups", 1, int.MaxValue) };
            reader.Leave();
        }
        if (seen is 0 or 3) reader.Problem(ProblemRules.Missing, "split needs either 'rows' or 'rowGroups'.");
        return split;
    }

    private static ImmutableArray<ImmutableArray<Condition>> Where(ref DocumentReader reader)
    {
        if (!reader.BeginList("where")) return [];
        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<Condition>>();
        var count = 0;
        for (; reader.NextItem(count); count++)
        {
            alternatives.Add(Alternative(ref reader));
            reader.Leave();
        }
        // Whoever builds the list by a program and finds nothing to put in does not mean everything.
        if (count == 0) reader.Problem(ProblemRules.Value, "where has no alternative, so no row could match. For all rows leave it out.");
        return alternatives.DrainToImmutable();
    }

    private static ImmutableArray<Condition> Alternative(ref DocumentReader reader)
    {
        if (!reader.BeginList("each alternative of where")) return [];
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var count = 0;
        for (; reader.NextItem(count); count++)
        {
            if (Condition(ref reader) is { } condition) conditions.Add(condition);
            reader.Leave();
        }
        if (count == 0) reader.Problem(ProblemRules.Value, "An alternative of where needs at least one condition.");
        return conditions.DrainToImmutable();
    }

    private static Condition? Condition(ref DocumentReader reader)
    {
        const string Form = "a condition must be [column, operator, value], as in [\"distance\", \">\", 0]";
        if (!reader.BeginList(Form)) return null;
        var parts = ValueParser.Read(ref reader).AsList();
        if (parts.Length != 3 || parts[0].Kind != GraphValueKind.String || parts[1].Kind != GraphValueKind.String)
        {
            reader.Problem(ProblemRules.Value, Form + ".");
            return null;
        }
        var name = parts[1].AsString();
        var at = NodeProperties.Operators.IndexOf(name);
        if (at < 0)
        {
            reader.Problem(ProblemRules.Value, $"'{name}' is no operator; there are: {string.Join(" ", NodeProperties.Operators)}.", name == "=" ? "==" : null);
            return null;
        }
        var (value, isIn) = (parts[2], at == (int)ComparisonOperator.In);
        if (value.Kind is GraphValueKind.Map or GraphValueKind.Ref || isIn != (value.Kind == GraphValueKind.List))
        {
            reader.Problem(ProblemRules.Value, isIn ? "'in' needs a list of values." : $"'{name}' needs a single value; for several there is 'in'.");
            return null;
        }
        return new Condition(parts[0].AsString(), (ComparisonOperator)at, value);
    }
}
