using Serverless.Tables.Errors;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>
/// Rows of two tables with the same keys, side by side: the left columns as they are, keys once and by their left names, then the right columns without keys.
/// A null key is like no other. Semi and anti joins give left columns alone.
/// </summary>
/// <param name="Keys">Columns that are compared, left and right.</param>
/// <param name="How">Which rows.</param>
/// <param name="Suffix">Put behind the name of a right column that the left table has, too.</param>
public sealed record JoinOperation(IReadOnlyList<(string Left, string Right)> Keys, JoinRows How, string Suffix) : TableOperation
{
    private const string Left = "l";
    private const string Right = "r";

    public override IReadOnlyList<string> Inputs { get; } = [Left, Right];

    public override OperationPlan Plan(IReadOnlyList<OperationTable> tables)
    {
        var (left, right) = (tables[0], tables[1]);
        var problems = new List<OperationProblem>();
        var keys = Keys.Select(key => KeyOf(key, left, right, problems)).OfType<JoinedKey>().ToList();
        var others = right.Schema.Columns.Where(c => !keys.Exists(key => Same(key.Right.Name, c.Name))).Select(c => (c.Name, As: NameIn(left.Schema, c.Name))).ToList();
        if (HasRightColumns && problems.Count == 0) CheckNames(left, others.ConvertAll(o => o.As), problems);
        return OperationPlan.Of(problems, () => $"SELECT {Columns(left.Schema, keys, others)} FROM {Left} {JoinText} JOIN {Right} ON {string.Join(" AND ", keys.Select(key => $"{key.LeftSql} = {key.RightSql}"))}");
    }

    public override OperationPlan Spread(OperationTable table, int input, int buckets)
    {
        var problems = new List<OperationProblem>();
        var keys = KeysOf(table, Keys.Select(key => input == 0 ? key.Left : key.Right), "to join by", problems);
        // Rows with a null key match nothing wherever they are: many of them must not come into one bucket.
        return OperationPlan.Spread(problems, table.Schema, "input", BucketSql.RuleOf(keys), () => BucketSql.Of(keys, buckets, "row_number() OVER ()"));
    }

    private bool HasRightColumns => How is not (JoinRows.Semi or JoinRows.Anti);

    private string JoinText => How.ToString().ToUpperInvariant();

    private string Columns(TableSchema left, List<JoinedKey> keys, List<(string Name, string As)> others)
    {
        if (!HasRightColumns) return $"{Left}.*";
        var columns = left.Columns.Select(c => keys.Find(key => Same(key.Left.Name, c.Name)) is { } key ? $"{Value(key)} AS {SqlLiteral.Name(c.Name)}" : Column(Left, c.Name));
        return string.Join(", ", columns.Concat(others.Select(o => $"{Column(Right, o.Name)} AS {SqlLiteral.Name(o.As)}")));
    }

    private string Value(JoinedKey key) => How switch
    {
        JoinRows.Right => key.RightSql,
        JoinRows.Full => $"coalesce({key.LeftSql}, {key.RightSql})",
        _ => key.LeftSql,
    };

    private string NameIn(TableSchema left, string name) => left.IndexOf(name) < 0 ? name : name + Suffix;

    private void CheckNames(OperationTable left, List<string> others, List<OperationProblem> problems)
    {
        var seen = left.Schema.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in others.Where(name => !seen.Add(name)))
            problems.Add(new(TableErrorKind.Binding, $"The join would have two columns '{name}': give it another suffix than '{Suffix}', or rename one in a map by sql."));
    }

    private static JoinedKey? KeyOf((string Left, string Right) key, OperationTable left, OperationTable right, List<OperationProblem> problems)
    {
        var (a, b) = (left.Schema.IndexOf(key.Left), right.Schema.IndexOf(key.Right));
        if (a < 0) problems.Add(OperationProblem.NoColumn(left, key.Left, "to join by"));
        if (b < 0) problems.Add(OperationProblem.NoColumn(right, key.Right, "to join by"));
        if (a < 0 || b < 0) return null;
        var (one, other) = (left.Schema.Columns[a], right.Schema.Columns[b]);
        foreach (var (table, column) in new[] { (left, one), (right, other) })
        {
            if (KeyType.Problem(column.Type) is { } problem) problems.Add(new(TableErrorKind.Binding, $"'{column.Name}' of '{table.Title}' is no key: {problem}."));
        }
        if (KeyType.Common(one.Type, other.Type) is { } type) return new JoinedKey(one, other, type);
        problems.Add(new(TableErrorKind.Binding, $"'{one.Name}' of '{left.Title}' is {one.Type.Text} and '{other.Name}' of '{right.Title}' is {other.Type.Text}, which never compare. {KeyType.Advice(one.Type, other.Type)}"));
        return null;
    }

    private static string Column(string table, string name) => $"{table}.{SqlLiteral.Name(name)}";

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private sealed record JoinedKey(TableColumn Left, TableColumn Right, ColumnType Type)
    {
        public string LeftSql => Sql(JoinOperation.Left, Left);

        public string RightSql => Sql(JoinOperation.Right, Right);

        private string Sql(string table, TableColumn column) => column.Type.Equals(Type) ? Column(table, column.Name) : $"CAST({Column(table, column.Name)} AS {Type.Text})";
    }
}

/// <summary>Which rows a join gives; by the word of SQL.</summary>
public enum JoinRows
{
    Inner,
    Left,
    Right,
    Full,
    Semi,
    Anti,
}
