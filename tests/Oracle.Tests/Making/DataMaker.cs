using System.Globalization;
using System.Text.Json.Nodes;

namespace Serverless.Oracle.Tests.Making;

/// <summary>Values as they stand in documents.</summary>
internal static class DataMaker
{
    private static readonly string[] Texts = ["", "a", "A", "äß€", "2024-01-05", "12", "1.5", "true", "null", "NaN", "x,y", "line\nbreak", "{\"a\":1}", "'", "\"", "b8c1f8f6-7c4e-4f0e-9a3e-0a0a0a0a0a0a", "2024-01-05 10:00:00"];

    private static readonly string[] Fields = ["k", "v", "n", "a b", "Select", "ä", "x\"y", "1st", "order", "group", "key", "value", "a.b", "'q'", "s"];

    public static JsonNode Int(Random random) => random.Next(20) switch
    {
        0 => 9007199254740993,
        1 => -9007199254740993,
        2 => random.Next(2) == 0 ? long.MaxValue : long.MinValue,
        _ => random.Next(-5, 30),
    };

    public static JsonNode SmallInt(Random random) => random.Next(-5, 30);

    public static JsonNode Double(Random random, bool special = true) => random.Next(special ? 12 : 9) switch
    {
        0 => 0.1,
        1 => -2.25,
        2 => JsonNode.Parse("1e300")!,
        3 => JsonNode.Parse("3.0")!,
        4 => JsonNode.Parse("-0.0")!,
        5 => JsonNode.Parse("1e0")!,
        9 => new JsonObject { ["$double"] = "NaN" },
        10 => new JsonObject { ["$double"] = "Infinity" },
        11 => new JsonObject { ["$double"] = "-Infinity" },
        _ => JsonNode.Parse((random.Next(100) / 8.0).ToString("0.0###", CultureInfo.InvariantCulture))!,
    };

    public static JsonNode Text(Random random) => Texts[random.Next(Texts.Length)];

    // Of several kinds in one column.
    private static JsonNode Scalar(Random random) => random.Next(5) switch { 0 => SmallInt(random), 1 => Double(random), 2 => random.Next(2) == 0, 3 => new JsonObject { ["$decimal"] = "12.50" }, _ => Text(random) };

    public static JsonNode? Any(Random random, int depth = 0) => random.Next(depth > 1 ? 6 : 9) switch
    {
        0 => null,
        1 => Int(random),
        2 => Double(random),
        3 => Text(random),
        4 => random.Next(2) == 0,
        5 => new JsonObject { ["$decimal"] = "12.50" },
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Any(random, depth + 1))]),
        7 => new JsonObject { ["$value"] = new JsonObject { ["$ref"] = "quoted", ["x"] = 1 } },
        _ => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create(Fields[i], Any(random, depth + 1)))),
    };

    /// <summary>Fields of records: from one to a thousand.</summary>
    public static List<Column> Columns(Random random)
    {
        if (random.Next(20) == 0) return [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(100, 1000) : random.Next(195, 260)).Select(i => new Column($"c{i}", "int"))];
        var names = Fields.OrderBy(_ => random.Next()).Take(1 + random.Next(4)).ToList();
        if (random.Next(40) == 0) names.Add(names[0].ToUpperInvariant());
        return [.. names.Distinct(StringComparer.Ordinal).Select(n => new Column(n, random.Next(9) switch { 0 or 1 => "num", 2 or 3 => "text", 4 => "other", _ => "int" }))];
    }

    public static JsonObject Record(Random random, IReadOnlyList<Column> columns, bool isFull)
    {
        var record = new JsonObject();
        foreach (var column in columns.OrderBy(_ => random.Next()))
        {
            if (!isFull && random.Next(8) == 0) record[column.Name] = null;
            else if (isFull || random.Next(12) > 0) record[column.Name] = column.Type switch { "int" => SmallInt(random), "num" => Double(random), "other" => Scalar(random), _ => Text(random) };
        }
        if (record.Count == 0) record[columns[0].Name] = null;
        return record;
    }
}
