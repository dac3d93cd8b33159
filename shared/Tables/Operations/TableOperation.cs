using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>A table made of others by their columns' names: its query is made once their columns are known, and what does not fit is told without running it.</summary>
public abstract record TableOperation
{
    /// <summary>What the query calls its inputs, in order.</summary>
    public abstract IReadOnlyList<string> Inputs { get; }

    /// <summary>The query over tables with these columns, or all that is against it.</summary>
    public abstract OperationPlan Plan(IReadOnlyList<OperationTable> tables);

    /// <summary>
    /// The query that spreads the rows of one table over buckets, so that the operation on each bucket of all tables gives together what it gives on all rows.
    /// The table is <c>input</c>.
    /// </summary>
    /// <param name="table">A partition of an input.</param>
    /// <param name="input">Which input.</param>
    /// <param name="buckets">How many there are.</param>
    public virtual OperationPlan Spread(OperationTable table, int input, int buckets) => throw new NotSupportedException($"{GetType().Name} works on whole tables.");

    /// <summary>The column of a table of bounds.</summary>
    public const string BoundColumn = "key";

    /// <summary>The same, where buckets are ranges in an order.</summary>
    /// <param name="table">A partition of the only input.</param>
    /// <param name="bounds">Where each range but the first begins, in order.</param>
    public virtual OperationPlan SpreadByRange(OperationTable table, IReadOnlyList<byte[]> bounds) => throw new NotSupportedException($"{GetType().Name} has no order.");

    /// <summary>The columns of these names, with what is wrong with them as keys.</summary>
    private protected static List<(string Sql, ColumnType Type)> KeysOf(OperationTable table, IEnumerable<string> names, string use, List<OperationProblem> problems)
    {
        var keys = new List<(string, ColumnType)>();
        foreach (var name in names)
        {
            if (table.Schema.IndexOf(name) is not (>= 0 and var at)) problems.Add(OperationProblem.NoColumn(table, name, use));
            else if (KeyType.Problem(table.Schema.Columns[at].Type) is { } problem) problems.Add(new(TableErrorKind.Binding, $"'{name}' of '{table.Title}' is no key: {problem}."));
            else keys.Add((SqlLiteral.Name(name), table.Schema.Columns[at].Type));
        }
        return keys;
    }
}

/// <summary>A table that an operation works on.</summary>
/// <param name="Title">What people know it by.</param>
/// <param name="Schema">Its columns.</param>
public sealed record OperationTable(string Title, TableSchema Schema);

/// <summary>A query, or why there is none.</summary>
/// <param name="Sql">One SELECT over the operation's inputs; null when there are problems.</param>
/// <param name="Problems">All of them.</param>
public sealed record OperationPlan(string? Sql, IReadOnlyList<OperationProblem> Problems)
{
    /// <summary>Of a query that spreads rows: the column that says the bucket.</summary>
    public string? Bucket { get; private init; }

    /// <summary>Of a query that spreads rows: what rows of equal keys are in one bucket by. Rows that were spread by two rules do not go together.</summary>
    public string? Rule { get; private init; }

    /// <param name="problems">What is against it.</param>
    /// <param name="schema">Columns of what is spread.</param>
    /// <param name="from">What is spread, as SQL.</param>
    /// <param name="rule">By which rule.</param>
    /// <param name="bucket">The bucket of a row.</param>
    internal static OperationPlan Spread(List<OperationProblem> problems, TableSchema schema, string from, string rule, Func<string> bucket)
    {
        if (problems.Count > 0) return new(null, problems);
        var name = schema.NewName("bucket");
        return new($"SELECT *, {bucket()} AS {SqlLiteral.Name(name)} FROM {from}", []) { Bucket = name, Rule = rule };
    }

    internal static OperationPlan Of(List<OperationProblem> problems, Func<string> sql) => problems.Count > 0 ? new(null, problems) : new(sql(), []);

    /// <exception cref="TableException">There are problems; the message has all of them.</exception>
    public string Require() => Sql ?? throw new TableException(Problems[0].Kind, string.Join(Environment.NewLine, Problems.Select(p => p.Message)));
}

/// <summary>What is against an operation.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Message">For people.</param>
public sealed record OperationProblem(TableErrorKind Kind, string Message)
{
    /// <summary>A name that is not there; null: another problem.</summary>
    public string? Unknown { get; init; }

    /// <summary>The names that are there instead.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    internal static OperationProblem NoColumn(OperationTable table, string column, string use) =>
        new(TableErrorKind.MissingColumn, $"'{table.Title}' has no column '{column}' {use}. It has: {string.Join(", ", table.Schema.Columns.Select(c => c.Name))}.")
        {
            Unknown = column,
            Known = [.. table.Schema.Columns.Select(c => c.Name)],
        };
}
