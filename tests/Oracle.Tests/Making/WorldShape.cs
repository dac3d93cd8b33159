namespace Serverless.Oracle.Tests.Making;

/// <summary>Datasets and files that are there before a document runs.</summary>
internal static class WorldShape
{
    /// <summary>Name, columns, and what its partitions are: those of equal ones go together.</summary>
    public static readonly (string Name, IReadOnlyList<Column> Columns, string Keys)[] Datasets =
    [
        ("sales", [new("v", "int"), new("s", "text"), new("m", "int")], "m 1-4"),
        ("twin", [new("w", "int"), new("m", "int")], "m 1-4"),
        ("bins", [new("v", "int"), new("b", "int")], "b 1-4"),
        ("six", [new("v", "int"), new("m", "int")], "m 1-6"),
        ("regions", [new("v", "int"), new("r", "text")], "r"),
        ("flat", [new("v", "int"), new("s", "text")], "n1"),
    ];

    public static readonly IReadOnlyList<Column> FileColumns = [new("k", "int"), new("v", "num"), new("s", "text")];

    /// <summary>The rows of a dataset.</summary>
    public static string RowsOf(string dataset) => dataset switch
    {
        "sales" => "SELECT i AS v, 's' || (i % 5) AS s, i % 4 + 1 AS m FROM range(22) t(i)",
        "twin" => "SELECT i * 10 AS w, i % 4 + 1 AS m FROM range(9) t(i)",
        "bins" => "SELECT i + 100 AS v, i % 4 + 1 AS b FROM range(13) t(i)",
        "six" => "SELECT i AS v, i % 6 + 1 AS m FROM range(17) t(i)",
        "regions" => "SELECT i AS v, ['north', 's1', 'a/b', 'ä'][(i % 4 + 1)] AS r FROM range(10) t(i)",
        _ => "SELECT i AS v, CASE WHEN i % 3 > 0 THEN 's' || i END AS s FROM range(5) t(i)",
    };

    public static string? KeyOf(string dataset) => dataset switch { "sales" or "twin" or "six" => "m", "bins" => "b", "regions" => "r", _ => null };

    /// <summary>Files with text, by name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["j0.json"] = """[1, 2.0, {"a": null, "b": "x"}]""",
        ["j1.json"] = "\"text\"",
        ["j2.json"] = " 7 ",
        ["l0.jsonl"] = "{\"k\": 1, \"v\": 0.5, \"s\": \"a\"}\n{\"k\": 2, \"v\": null, \"s\": \"2024-01-05\"}\n",
        ["l1.jsonl"] = "{\"s\": null, \"k\": 3, \"v\": 7}\n",
        ["c0.csv"] = "k,v,s\n1,0.5,a\n2,,\"x,y\"\n",
        ["c1.csv"] = "k,v,s\n5,1e3,12\n",
    };

    /// <summary>Rows of the files p0 to p2.</summary>
    public static readonly int[] FileRows = [3, 5000, 1];
}
