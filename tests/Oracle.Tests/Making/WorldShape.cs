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

    /// <summary>Rows of the files p0 to p2.</summary>
    public static readonly int[] FileRows = [3, 5000, 1];
}
