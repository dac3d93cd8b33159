using System.Text.Json;
using Serverless.Oracle.Tests.Bare;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>
/// Nodes that work on rows by the names of columns, each as one plain query over all rows at once, as docs/architecture/shuffle.md says. How
/// many partitions come of it is not said.
/// </summary>
internal sealed class ReferenceRelations(ReferenceTables tables)
{
    private const string Whole = "whole";

    public ManyTables Distinct(ManyTables over) => Rows($"SELECT DISTINCT * FROM {AllOf(over).Name}");

    /// <summary>Shuffles and sorts: the same rows.</summary>
    public ManyTables Spread(ManyTables over, JsonElement by)
    {
        var all = AllOf(over);
        Known(all, by.GetProperty("by").EnumerateArray().Select(k => k.ValueKind == JsonValueKind.Object ? k.GetProperty("column").GetString()! : k.GetString()!));
        return Rows($"SELECT * FROM {all.Name}");
    }

    public ManyTables Group(ManyTables over, JsonElement by)
    {
        var all = AllOf(over);
        List<string> keys = [.. by.GetProperty("keys").EnumerateArray().Select(k => k.GetString()!)];
        var aggregates = by.GetProperty("aggregates").EnumerateObject().Select(a => (a.Name, Function: FunctionOf(a.Value, out var column), Column: column)).ToList();
        Known(all, keys.Concat(aggregates.Select(a => a.Column).OfType<string>()));
        OneCase(keys.Concat(aggregates.Select(a => a.Name)));
        var selected = keys.Select(BareDatabase.Quote).Concat(aggregates.Select(a => $"{SqlOf(a.Function, a.Column)} AS {BareDatabase.Quote(a.Name)}")).ToList();
        var grouped = keys.Count == 0 ? "" : $" GROUP BY {string.Join(", ", keys.Select(BareDatabase.Quote))}";
        return Rows($"SELECT {string.Join(", ", selected)} FROM {all.Name}{grouped}");
    }

    /// <summary>Whether rows of a group may have to come together first: some aggregates have no partial result.</summary>
    public static bool MaySpread(JsonElement by) =>
        by.TryGetProperty("way", out var way) && way.GetString() != "single"
        || by.GetProperty("aggregates").EnumerateObject().Any(a => a.Value.ValueKind == JsonValueKind.Object && a.Value.TryGetProperty("countDistinct", out _));

    public ManyTables Join(ManyTables left, ManyTables right, JsonElement by)
    {
        var (l, r) = (AllOf(left), AllOf(right));
        var on = by.GetProperty("on");
        List<(string Left, string Right)> keys = [.. (on.ValueKind == JsonValueKind.Array ? on.EnumerateArray().ToList() : [on]).Select(KeyOf)];
        Known(l, keys.Select(k => k.Left));
        Known(r, keys.Select(k => k.Right));
        var (lefts, rights) = (tables.TypesOf(l), tables.TypesOf(r));
        foreach (var key in keys)
        {
            var (one, other) = (ClassOf(lefts[key.Left]), ClassOf(rights[key.Right]));
            if (one != other) throw new ReferenceFailure($"{lefts[key.Left]} and {rights[key.Right]} are not compared");
            // What type both are compared in is the engine's business where they differ.
            if (lefts[key.Left] != rights[key.Right]) throw new ReferenceDoubt("keys of two types");
        }
        var how = by.TryGetProperty("how", out var named) ? named.GetString()! : "inner";
        var match = string.Join(" AND ", keys.Select(k => $"l.{BareDatabase.Quote(k.Left)} = r.{BareDatabase.Quote(k.Right)}"));
        if (how is "semi" or "anti") return Rows($"SELECT l.* FROM {l.Name} l WHERE {(how == "anti" ? "NOT " : "")}EXISTS (SELECT 1 FROM {r.Name} r WHERE {match})");
        var suffix = by.TryGetProperty("suffix", out var text) ? text.GetString()! : "_right";
        List<(string Name, string Sql)> columns = [.. lefts.Keys.Select(c => (c, keys.FirstOrDefault(k => k.Left == c) is { Left: not null } key && how is "right" or "full" && key.Left is not null
            ? $"COALESCE(l.{BareDatabase.Quote(c)}, r.{BareDatabase.Quote(key.Right)})" : $"l.{BareDatabase.Quote(c)}"))];
        foreach (var column in rights.Keys.Where(c => keys.TrueForAll(k => k.Right != c)))
            columns.Add((lefts.Keys.Contains(column, StringComparer.OrdinalIgnoreCase) ? $"{column}{suffix}" : column, $"r.{BareDatabase.Quote(column)}"));
        OneCase(columns.Select(c => c.Name));
        return Rows($"SELECT {string.Join(", ", columns.Select(c => $"{c.Sql} AS {BareDatabase.Quote(c.Name)}"))} FROM {l.Name} l {how.ToUpperInvariant()} JOIN {r.Name} r ON {match}");
    }

    private ManyTables Rows(string sql) => new([tables.Make(sql)], false) { IsWhole = true, Origin = new Origin(Whole, [sql]) };

    private ReferenceTable AllOf(ManyTables over) => tables.Union(over.PartsOrEmpty);

    private void Known(ReferenceTable table, IEnumerable<string> columns)
    {
        var types = tables.TypesOf(table);
        if (columns.FirstOrDefault(c => !types.ContainsKey(c)) is { } missing) throw new ReferenceFailure($"there is no column {missing}");
    }

    private static void OneCase(IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Distinct(StringComparer.OrdinalIgnoreCase).Count() < all.Count) throw new ReferenceFailure("names of columns that are one to SQL");
    }

    private static (string Left, string Right) KeyOf(JsonElement key) =>
        key.ValueKind == JsonValueKind.String ? (key.GetString()!, key.GetString()!) : (key.GetProperty("left").GetString()!, key.GetProperty("right").GetString()!);

    private static string FunctionOf(JsonElement aggregate, out string? column)
    {
        column = null;
        if (aggregate.ValueKind == JsonValueKind.String) return aggregate.GetString()!;
        var only = aggregate.EnumerateObject().First();
        column = only.Value.GetString();
        return only.Name;
    }

    private static string SqlOf(string function, string? column) => (function, column) switch
    {
        ("count", null) => "count(*)",
        ("countDistinct", { } of) => $"count(DISTINCT {BareDatabase.Quote(of)})",
        (var name, { } of) => $"{name}({BareDatabase.Quote(of)})",
        _ => throw new ReferenceRefusal($"{function} of nothing"),
    };

    private static string ClassOf(string type) => type switch
    {
        "FLOAT" or "DOUBLE" => "floating",
        "VARCHAR" => "text",
        _ when type.Contains("INT", StringComparison.Ordinal) || type.StartsWith("DECIMAL", StringComparison.Ordinal) => "exact",
        _ => type,
    };
}
