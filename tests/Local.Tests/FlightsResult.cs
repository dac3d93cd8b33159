using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>The flights sample's answer, by one bare query over the whole file: what every run must give.</summary>
public sealed class FlightsResult : IAsyncLifetime
{
    public const string Job = "samples/flights/job.json";

    private const int Flights = 2;

    /// <summary>3,000,000 flights.</summary>
    public static string File { get; } = RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet");

    private IReadOnlyList<JsonNode?[]> _rows = [];

    public async Task InitializeAsync()
    {
        using var folder = new TempFolder();
        await using var engine = new TableEngine(new EngineOptions(folder.Path));
        var query = new TableQuery("""
            SELECT month(date) AS month, distance // 250 * 250 AS miles, count(*) AS flights, round(sum(delay) / count(*), 1) AS mean, quantile_disc(delay, 0.5) AS median, quantile_disc(delay, 0.9) AS p90
            FROM input WHERE delay IS NOT NULL GROUP BY ALL ORDER BY ALL
            """)
        {
            Inputs = new Dictionary<string, TableInput> { ["input"] = TableInput.Parquet(File) },
        };
        using var reader = await engine.ReadAsync(query);
        var rows = new List<JsonNode?[]>();
        while (reader.Read())
        {
            for (var r = 0; r < reader.RowCount; r++) rows.Add([.. Enumerable.Range(0, 6).Select(c => JsonSerializer.SerializeToNode(reader.Column(c).Value(r)))]);
        }
        _rows = rows;
        Assert.True(rows.Count > 100);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Compares what <c>--output json</c> printed.</summary>
    /// <param name="json">Of the whole run.</param>
    /// <param name="copies">How often the file was read: counts grow with it, means and quantiles do not.</param>
    public void AssertSame(string json, int copies = 1)
    {
        var rows = JsonNode.Parse(json)!["outputs"]!["delays"]!.AsArray();
        string[] columns = ["month", "miles", "flights", "mean", "median", "p90"];
        Assert.Equal(
            _rows.Select(row => Text(row.Select((cell, c) => c == Flights ? JsonValue.Create(cell!.GetValue<long>() * copies) : cell))),
            rows.Select(row => Text(columns.Select(c => row![c]))));
    }

    // Means are sums of other numbers in another order: equal to ten digits.
    private static string Text(IEnumerable<JsonNode?> cells) =>
        string.Join(" | ", cells.Select(c => c is JsonValue v && v.TryGetValue<double>(out var d) ? d.ToString("G10") : c?.ToJsonString() ?? "null"));

    /// <summary>What the sample's page says that the job prints.</summary>
    public static IReadOnlyList<string> Shown() =>
    [
        .. System.Text.RegularExpressions.Regex.Matches(
                System.IO.File.ReadAllText(RepositoryRoot.Of("samples", "flights", "README.md")),
                "```text\n(.*?)\n```",
                System.Text.RegularExpressions.RegexOptions.Singleline,
                TimeSpan.FromSeconds(5))
            .Select(m => m.Groups[1].Value),
    ];
}
