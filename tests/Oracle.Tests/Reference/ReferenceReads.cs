using System.Text.Json;
using Serverless.Oracle.Tests.Bare;

namespace Serverless.Oracle.Tests.Reference;

/// <summary>Reads of datasets and files.</summary>
internal sealed class ReferenceReads(ReferenceWorld world, ReferenceTables tables, IReadOnlyDictionary<string, ReferenceTable?> written)
{
    /// <exception cref="ReferenceRefusal">It is not there.</exception>
    public NodeResult Read(JsonElement read)
    {
        var rest = $"{(read.TryGetProperty("where", out var where) && where.GetArrayLength() > 0 ? $" WHERE {Where(where)}" : "")}";
        var columns = read.TryGetProperty("columns", out var chosen) ? string.Join(", ", chosen.EnumerateArray().Select(c => BareDatabase.Quote(c.GetString()!))) : "*";
        ReferenceTable Shaped(ReferenceTable table) => tables.Make($"SELECT {columns} FROM {table.Name}{rest}");
        if (!read.TryGetProperty("dataset", out var named)) return OfFiles(read, Shaped);
        var dataset = named.GetString()!;
        if (written.TryGetValue(dataset, out var all)) return new ManyTables(all is null ? [] : [Shaped(all)], false) { IsWhole = true };
        if (!world.Datasets.TryGetValue(dataset, out var there)) throw new ReferenceRefusal($"no dataset {dataset}");
        var parts = there.Parts.Where(p => rest.Length == 0 || MayMatch(where, there.KeyNames, p.Table)).ToList();
        // Partitions of several datasets go together by their keys; without any they are files.
        return new ManyTables([.. parts.Select(p => Shaped(p.Table))], true) { Origin = new Origin("files", [.. parts.Select(p => there.KeyNames.Count > 0 ? p.Keys : p.Table.Name)]), Empty = tables.Make($"SELECT * FROM {Shaped(there.Parts[0].Table).Name} LIMIT 0") };
    }

    private ManyTables OfFiles(JsonElement read, Func<ReferenceTable, ReferenceTable> shaped)
    {
        var files = Matching(read.GetProperty("files"), world.Files).SelectMany(f => Split(f, read)).ToList();
        return new ManyTables([.. files.Select(f => shaped(f.Table))], true) { Origin = new Origin("files", [.. files.Select(f => f.Part)]) };
    }

    /// <summary>Paths of files.</summary>
    /// <inheritdoc cref="Read"/>
    public ManyValues Texts(JsonElement files)
    {
        var paths = Matching(files, world.Texts).ToList();
        return new ManyValues([.. paths], true) { Origin = new Origin("files", paths) };
    }

    /// <summary>What a file has.</summary>
    public object? Content(string function, string path) => function switch
    {
        "json.read" => Datum.Of(JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)), _ => null),
        "json.lines" => tables.Make($"SELECT * FROM read_json({BareDatabase.Literal(path)}, format = 'newline_delimited', columns = {{k: 'BIGINT', v: 'DOUBLE', s: 'VARCHAR'}})"),
        _ => tables.Make($"SELECT * FROM read_csv({BareDatabase.Literal(path)}, header = true, columns = {{k: 'BIGINT', v: 'DOUBLE', s: 'VARCHAR'}})"),
    };

    private static IEnumerable<T> Matching<T>(JsonElement patterns, SortedDictionary<string, T> files)
    {
        foreach (var pattern in patterns.EnumerateArray().Select(f => f.GetString()!))
        {
            var found = files.Where(f => pattern.EndsWith('*') ? f.Key.StartsWith(pattern[..^1], StringComparison.Ordinal) : f.Key == pattern).Select(f => f.Value).ToList();
            if (found.Count == 0) throw new ReferenceRefusal($"no file {pattern}");
            foreach (var file in found) yield return file;
        }
    }

    private IEnumerable<(ReferenceTable Table, string Part)> Split(ReferenceFile file, JsonElement read)
    {
        if (!read.TryGetProperty("split", out var split)) return [(file.Table, file.Table.Name)];
        var parts = new List<(long First, long Rows, int Groups)>();
        foreach (var rows in file.GroupRows)
        {
            var fits = parts.Count > 0 && (split.TryGetProperty("rowGroups", out var most) ? parts[^1].Groups < most.GetInt64() : parts[^1].Rows + rows <= split.GetProperty("rows").GetInt64());
            if (fits) parts[^1] = (parts[^1].First, parts[^1].Rows + rows, parts[^1].Groups + 1);
            else parts.Add((parts.Sum(p => p.Rows), rows, 1));
        }
        return [.. parts.Select(p => (tables.Make($"SELECT * FROM {file.Table.Name} LIMIT {p.Rows} OFFSET {p.First}"), parts.Count == 1 ? file.Table.Name : $"{file.Table.Name} from {p.First}, {p.Rows} rows"))];
    }

    // Conditions on keys alone decide which partitions there are.
    private bool MayMatch(JsonElement where, IReadOnlyList<string> keys, ReferenceTable part) => where.EnumerateArray().Any(all =>
    {
        var ofKeys = all.EnumerateArray().Where(c => keys.Contains(c[0].GetString()!)).Select(Condition).ToList();
        return ofKeys.Count == 0 || tables.Count(tables.Make($"SELECT * FROM {part.Name} WHERE {string.Join(" AND ", ofKeys)} LIMIT 1")) > 0;
    });

    private static string Where(JsonElement where) => string.Join(" OR ", where.EnumerateArray().Select(all => $"({string.Join(" AND ", all.EnumerateArray().Select(Condition))})"));

    private static string Condition(JsonElement condition)
    {
        var column = BareDatabase.Quote(condition[0].GetString()!);
        var value = Datum.Of(condition[2], _ => throw new ReferenceRefusal("a condition takes no reference"));
        return condition[1].GetString() switch
        {
            "in" => $"{column} IN ({string.Join(", ", ((List<object?>)value!).Select(ReferenceTables.LiteralOf))})",
            "==" => $"{column} = {ReferenceTables.LiteralOf(value)}",
            var other => $"{column} {other} {ReferenceTables.LiteralOf(value)}",
        };
    }
}
