using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Local.Queries;

/// <summary>A query by itself as a job document: it reads the datasets that the query names, and nothing else. Pure.</summary>
internal static partial class QueryDocument
{
    private static readonly TimeSpan MaxMatch = TimeSpan.FromSeconds(5);

    /// <param name="sql">One SELECT.</param>
    /// <param name="datasets">All that there are.</param>
    /// <param name="parameters">Values as they were typed, by the names that the query knows.</param>
    public static byte[] Of(string sql, IReadOnlyList<string> datasets, IReadOnlyDictionary<string, string> parameters)
    {
        var (nodes, over) = (new JsonObject(), new JsonObject());
        foreach (var dataset in datasets.Where(d => IsAlias().IsMatch(d) && Names(sql, d)))
        {
            var node = $"d{over.Count}";
            nodes[node] = new JsonObject { ["read"] = new JsonObject { ["dataset"] = dataset } };
            over[dataset] = node;
        }
        var query = new JsonObject { ["call"] = "sql", ["args"] = new JsonArray(sql) };
        if (over.Count > 0) query["over"] = over;
        nodes["result"] = query;
        var document = new JsonObject { ["version"] = 1, ["name"] = "query", ["nodes"] = nodes, ["outputs"] = new JsonArray("result") };
        if (parameters.Count > 0)
            document["parameters"] = new JsonObject(parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)new JsonObject { ["type"] = TypeOf(p.Value) })));
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    /// <summary>What a value is by its looks; a text where it looks like nothing else.</summary>
    public static string TypeOf(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "integer"
        : value is "true" or "false" ? "boolean"
        : decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? "decimal"
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "date"
        : "string";

    // A word of its own, in quotes or without. One that stands in a text of the query is read for nothing, and changes no result.
    private static bool Names(string sql, string dataset) =>
        Regex.IsMatch(sql, $@"(?<![\w$]){Regex.Escape(dataset)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MaxMatch);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,59}$", RegexOptions.None, 1_000)]
    private static partial Regex IsAlias();
}
