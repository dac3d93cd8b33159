using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>A job that writes rows to the dataset "d".</summary>
/// <param name="Id">The job's.</param>
/// <param name="Mode">Of the write.</param>
/// <param name="Keys">Partition keys, in order.</param>
/// <param name="Columns">The others.</param>
/// <param name="Rows">Values as SQL, those of the keys first.</param>
/// <param name="Parts">Tasks that write them.</param>
internal sealed record RowsJob(string Id, string Mode, IReadOnlyList<TypedColumn> Keys, IReadOnlyList<TypedColumn> Columns, IReadOnlyList<string[]> Rows, int Parts)
{
    private const string Part = "$part";

    public IEnumerable<TypedColumn> All => Keys.Concat(Columns);

    /// <summary>Whether a row has no value of a key, or the empty text, which Delta's readers take for none.</summary>
    public bool HasNoKey => Rows.Any(row => row.Take(Keys.Count).Any(value => IsNull(value) || value.StartsWith("CAST('' AS ", StringComparison.Ordinal)));

    public byte[] Document
    {
        get
        {
            var write = new JsonObject { ["dataset"] = "d", ["mode"] = Mode, ["partitionBy"] = new JsonArray([.. Keys.Select(key => (JsonNode)key.Name)]) };
            var nodes = new JsonObject { ["w"] = new JsonObject { ["write"] = write, ["over"] = "t" } };
            if (Parts == 1)
            {
                nodes["t"] = new JsonObject { ["call"] = "sql", ["args"] = new JsonArray(Select(isCut: false)) };
            }
            else
            {
                nodes["i"] = new JsonObject { ["items"] = new JsonArray([.. Enumerable.Range(0, Parts).Select(part => (JsonNode)new JsonObject { ["i"] = part })]) };
                nodes["t"] = new JsonObject { ["map"] = "sql", ["over"] = new JsonObject { ["part"] = "i" }, ["args"] = new JsonArray($"SELECT * EXCLUDE (\"{Part}\") FROM ({Select(isCut: true)}) WHERE \"{Part}\" = (SELECT i FROM part)") };
            }
            return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["version"] = 1, ["name"] = "rows", ["nodes"] = nodes, ["outputs"] = new JsonArray("w") });
        }
    }

    public static bool IsNull(string value) => value.StartsWith("CAST(NULL ", StringComparison.Ordinal);

    /// <summary>Whether no row has a value. Of nested columns files do not say it.</summary>
    public bool IsAllNull(int column) => Rows.Count == 0 || (!All.ElementAt(column).IsNested && Rows.All(row => IsNull(row[column])));

    public override string ToString() => $"{Id} {Mode} by [{string.Join(", ", Keys)}] of {string.Join(", ", Columns)}, {Parts} parts:\n    {string.Join("\n    ", Rows.Select(row => string.Join(" | ", row)))}";

    private string Select(bool isCut)
    {
        if (Rows.Count == 0) return $"SELECT {string.Join(", ", All.Select(column => $"CAST(NULL AS {column.Type}) AS {column.Quoted}"))}{(isCut ? $", 0 AS \"{Part}\"" : "")} WHERE false";
        return string.Join(" UNION ALL ", Rows.Select((row, r) => $"SELECT {string.Join(", ", All.Zip(row, (column, value) => $"{value} AS {column.Quoted}"))}{(isCut ? $", {r % Parts} AS \"{Part}\"" : "")}"));
    }
}
