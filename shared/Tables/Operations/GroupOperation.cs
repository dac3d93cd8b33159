using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>
/// A row for each combination of keys, in steps: rows to partial results, partial results to fewer, and those to the result; or all at once. Nulls are one
/// key, and so is every NaN. The order of rows is that of the engine and means nothing.
/// </summary>
/// <param name="Keys">Columns; none: one row over all.</param>
/// <param name="Aggregates">The other columns of the result.</param>
/// <param name="IsFirst">Its input is rows, and no partial result.</param>
/// <param name="IsLast">It gives the result, and no partial one.</param>
public sealed record GroupOperation(IReadOnlyList<string> Keys, IReadOnlyList<Aggregate> Aggregates, bool IsFirst, bool IsLast) : TableOperation
{
    private const string Input = "input";

    public override IReadOnlyList<string> Inputs { get; } = [Input];

    public override OperationPlan Plan(IReadOnlyList<OperationTable> tables)
    {
        var problems = new List<OperationProblem>();
        if (IsFirst) Check(tables[0], problems);
        return OperationPlan.Of(problems, () => Sql(RowName(tables[0].Schema)));
    }

    /// <summary>Partial results where there are some, and else the columns that are needed.</summary>
    public override OperationPlan Spread(OperationTable table, int input, int buckets)
    {
        var problems = new List<OperationProblem>();
        Check(table, problems);
        var keys = KeysOf(table, Keys, "to group by", []);
        if (!Aggregates.All(a => a.HasPartials))
            return OperationPlan.Spread(problems, table.Schema, Input, BucketSql.RuleOf(keys), () => BucketSql.Of(keys, buckets, null));
        var states = this with { IsFirst = true, IsLast = false };
        var schema = new TableSchema([]);
        return OperationPlan.Spread(problems, schema, $"({states.Sql(RowName(table.Schema))})", BucketSql.RuleOf(keys), () => BucketSql.Of([.. keys.Select((key, i) => (KeyName(i), key.Type))], buckets, null));
    }

    // At once is the same as by way of partial results, so that it does not show whether there were any.
    private string Sql(string row)
    {
        var states = IsFirst
            ? Keys.Select((key, i) => $"{SqlLiteral.Name(key)} AS {KeyName(i)}").Concat(Aggregates.SelectMany((a, i) => a.Partials($"s{i}", row)))
            : Keys.Select((_, i) => KeyName(i)).Concat(Aggregates.SelectMany((a, i) => a.Merges($"s{i}", row)));
        var from = Aggregates.Any(a => a.NeedsOrder) ? $"(SELECT *, row_number() OVER () AS {row} FROM {Input})" : Input;
        var partial = $"SELECT {Join(states)} FROM {from}{Grouping}";
        if (!IsLast) return partial;
        var columns = Keys.Select((key, i) => $"{KeyName(i)} AS {SqlLiteral.Name(key)}").Concat(Aggregates.Select((a, i) => $"{a.Final($"s{i}")} AS {SqlLiteral.Name(a.Name)}"));
        return $"SELECT {Join(columns)} FROM ({partial})";
    }

    // The number of a row in the order of its input, for what is first or last.
    private static string RowName(TableSchema schema) => schema.NewName("r");

    private string Grouping => Keys.Count == 0 ? "" : $" GROUP BY {Join(Keys.Select((_, i) => $"{i + 1}"))}";

    private static string KeyName(int i) => $"k{i}";

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);

    private void Check(OperationTable table, List<OperationProblem> problems)
    {
        foreach (var key in Keys)
        {
            if (table.Schema.IndexOf(key) is not (>= 0 and var at)) problems.Add(OperationProblem.NoColumn(table, key, "to group by"));
            else if (KeyType.Problem(table.Schema.Columns[at].Type) is { } problem) problems.Add(new(TableErrorKind.Binding, $"'{key}' of '{table.Title}' is no key: {problem}."));
        }
        foreach (var aggregate in Aggregates)
        {
            if (aggregate.Column is not { } column) continue;
            if (table.Schema.IndexOf(column) is not (>= 0 and var at)) problems.Add(OperationProblem.NoColumn(table, column, $"for '{aggregate.Name}'"));
            else if (aggregate.Problem(table.Schema.Columns[at].Type) is { } problem) problems.Add(new(TableErrorKind.Binding, $"'{aggregate.Name}' cannot be made of '{column}' of '{table.Title}': {problem}."));
        }
    }
}
