using System.Globalization;
using Serverless.Oracle.Tests.Bare;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>Tables of one document, in a schema of their own in bare DuckDB.</summary>
internal sealed class ReferenceTables(BareDatabase database)
{
    // Values of several kinds: each as its JSON.
    private const string Mixed = "JSON of several kinds";

    private int _made;

    /// <summary>Forgets the tables of the document before.</summary>
    public void Begin()
    {
        _made = 0;
        database.Run("DROP SCHEMA IF EXISTS job CASCADE");
        database.Run("CREATE SCHEMA job");
        database.Run("CREATE SCHEMA IF NOT EXISTS o");
        database.Run("CREATE OR REPLACE MACRO o.mix(x, step) AS (x % 1000003 * 31 + step)");
    }

    /// <summary>Records as rows. A column has the type that its values show; what no value shows, is told by <paramref name="known"/>, or is nothing.</summary>
    /// <exception cref="ReferenceFailure">No column is known, or a value fits no column.</exception>
    public ReferenceTable Of(IReadOnlyList<SortedDictionary<string, object?>> records, params IReadOnlyList<(string Name, string Type)> known)
    {
        var columns = ColumnsOf(records, known);
        if (columns.Count == 0) throw new ReferenceFailure("nothing says which columns a table has");
        var table = New();
        database.Run($"CREATE TABLE {table.Name} ({string.Join(", ", columns.Select(c => $"{BareDatabase.Quote(c.Name)} {(c.Type == Mixed ? "VARCHAR" : c.Type)}"))})");
        foreach (var some in records.Chunk(200))
            database.Run($"INSERT INTO {table.Name} VALUES {string.Join(", ", some.Select(r => $"({string.Join(", ", columns.Select(c => CellOf(r.GetValueOrDefault(c.Name), c.Type)))})"))}");
        return table;
    }

    /// <summary>Names and types of the columns of records: those that are known, and those that their values show.</summary>
    /// <exception cref="ReferenceFailure">They cannot be columns of one table.</exception>
    public IReadOnlyList<(string Name, string Type)> ColumnsOf(IReadOnlyList<SortedDictionary<string, object?>> records, params IReadOnlyList<(string Name, string Type)> known)
    {
        var names = known.Select(c => c.Name).Concat(records.SelectMany(r => r.Keys)).Distinct(StringComparer.Ordinal).ToList();
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count) throw new ReferenceFailure("columns differ by case alone");
        return [.. names.Select(n => (n, known.Where(c => c.Name == n).Select(c => c.Type).FirstOrDefault() ?? TypeOf(records, n)))];
    }

    /// <summary>What a query gives over tables by name.</summary>
    /// <exception cref="ReferenceFailure">It cannot run.</exception>
    public ReferenceTable Query(string sql, IReadOnlyList<(string Name, IReadOnlyList<ReferenceTable> Parts)> inputs, SortedDictionary<string, object?> parameters)
    {
        // The longest name first: one may begin as another does.
        foreach (var (name, value) in parameters.OrderByDescending(p => p.Key.Length)) sql = sql.Replace($"${name}", LiteralOf(value), StringComparison.Ordinal);
        // One table each: what looks at the order of rows sees that of the parts.
        var with = string.Join(", ", inputs.Select(i => $"{BareDatabase.Quote(i.Name)} AS (SELECT * FROM {Union(i.Parts).Name})"));
        return Make($"{(with.Length > 0 ? $"WITH {with} " : "")}SELECT * FROM ({sql}\n)");
    }

    /// <summary>Several tables as one, column by column.</summary>
    public ReferenceTable Union(IReadOnlyList<ReferenceTable> parts) => parts is [var only] ? only : Make(All(parts));

    /// <summary>Any statement that gives rows.</summary>
    public ReferenceTable Make(string query)
    {
        var table = New();
        try
        {
            database.Run($"CREATE TABLE {table.Name} AS {query}");
        }
        catch (BareException e)
        {
            throw new ReferenceFailure(e.Message);
        }
        return table;
    }

    public long Count(ReferenceTable table) => long.Parse(database.Rows($"SELECT count(*)::VARCHAR FROM {table.Name}")[0][0]!, CultureInfo.InvariantCulture);

    /// <summary>Types of columns, in order.</summary>
    public IReadOnlyDictionary<string, string> TypesOf(ReferenceTable table)
    {
        var types = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, type) in database.Columns($"SELECT * FROM {AsStored(table).Name}")) types.Add(name, type);
        return types;
    }

    public bool HasNulls(ReferenceTable table, string column) => Count(Make($"SELECT 1 FROM {table.Name} WHERE {BareDatabase.Quote(column)} IS NULL LIMIT 1")) > 0;

    public TableContent ContentOf(ReferenceTable table) => Content(database, $"SELECT * FROM {AsStored(table).Name}");

    /// <summary>As files hold it: as the page on tables says, sums of whole numbers are decimals there.</summary>
    public ReferenceTable AsStored(ReferenceTable table)
    {
        var wide = database.Columns($"SELECT * FROM {table.Name}").Where(c => c.Type.Contains("HUGEINT", StringComparison.Ordinal)).ToList();
        if (wide.Count == 0) return table;
        var exact = wide.Select(c =>
            $"{BareDatabase.Quote(c.Name)}::{c.Type.Replace("HUGEINT", "DECIMAL(38,0)", StringComparison.Ordinal)} AS {BareDatabase.Quote(c.Name)}");
        return Make($"SELECT * REPLACE ({string.Join(", ", exact)}) FROM {table.Name}");
    }

    /// <summary>What a query gives, without order.</summary>
    public static TableContent Content(BareDatabase database, string query)
    {
        var columns = database.Columns(query).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var rows = database.Rows($"SELECT {string.Join(", ", columns.Select(c => $"{BareDatabase.Quote(c.Name)}::VARCHAR"))} FROM ({query})");
        rows.Sort(TableContent.CompareRows);
        return new TableContent(columns, rows);
    }

    public static string LiteralOf(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        long number => $"({number.ToString(CultureInfo.InvariantCulture)})::BIGINT",
        double number => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE",
        decimal number => $"{number.ToString(CultureInfo.InvariantCulture)}::DOUBLE",
        string text => BareDatabase.Literal(text),
        List<object?> list => $"[{string.Join(", ", list.Select(LiteralOf))}]",
        _ => throw new ReferenceFailure($"{Datum.Text(value)} is no value of SQL"),
    };

    private static string All(IReadOnlyList<ReferenceTable> parts) => parts.Count == 0
        ? throw new ReferenceFailure("no table says which columns there are")
        : string.Join(" UNION ALL BY NAME ", parts.Select(p => $"SELECT * FROM {p.Name}"));

    private static string TypeOf(IReadOnlyList<SortedDictionary<string, object?>> records, string name)
    {
        var values = records.Select(r => r.GetValueOrDefault(name)).Where(v => v is not null).ToList();
        var kinds = values.Select(v => v switch { bool => "BOOLEAN", long => "BIGINT", decimal exact when decimal.IsInteger(exact) => "BIGINT", double or decimal => "DOUBLE", string => "VARCHAR", List<object?> or SortedDictionary<string, object?> => throw new ReferenceFailure("no nested columns here"), _ => "?" }).Distinct().ToList();
        if (kinds is []) return "INTEGER";
        if (kinds is [not "?"]) return kinds[0];
        if (!kinds.TrueForAll(k => k is "BIGINT" or "DOUBLE")) return Mixed;
        foreach (var whole in values.OfType<long>())
        {
            if ((Int128)(double)whole != whole) throw new ReferenceFailure($"{whole} is no DOUBLE");
        }
        return "DOUBLE";
    }

    private static string CellOf(object? value, string type) => type == Mixed && value is not null ? BareDatabase.Literal(JsonOf(value)) : LiteralOf(value);

    private static string JsonOf(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number when !double.IsFinite(number) => $"\"{number.ToString(CultureInfo.InvariantCulture)}\"",
        double number => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().ContainsAny(".E") ? text : $"{text}.0",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        _ => $"\"{string.Concat(((string)value).Select(c => c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", _ => c.ToString() }))}\"",
    };

    private ReferenceTable New() => new($"job.t{_made++}");
}
