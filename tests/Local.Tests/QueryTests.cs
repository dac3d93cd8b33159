using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary><c>serverless query</c>, as users type it.</summary>
public sealed class QueryTests
{
    [Fact]
    public async Task Query_OverDatasets_PrintsAndWritesFiles()
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);

        var (status, output, errors) = await CallAsync(folder, "SELECT k, v FROM Numbers JOIN \"other_one\" USING (k) WHERE day = $day AND v > $least", "--param", "day=2026-11-30", "--param", "least=1");
        Assert.True(status == 0, errors);
        Assert.Matches(@"\b2 +20\b", output);
        Assert.Contains("(1 row)", output, StringComparison.Ordinal);

        (status, _, errors) = await CallAsync(folder, "SELECT k FROM numbers ORDER BY k", "-o", folder.Of("k.csv"));
        Assert.True(status == 0, errors);
        Assert.Equal(["k", "1", "2"], await File.ReadAllLinesAsync(folder.Of("k.csv")));
    }

    [Theory]
    [InlineData("SELECT * FROM nothing", "Datasets here: numbers, other_one.")]
    [InlineData("SELECT nothing FROM numbers", "\"nothing\" not found")]
    [InlineData("DROP TABLE numbers", "The query is not a SELECT")]
    [InlineData("SELECT $x", "The query's parameter $x has no value")]
    [InlineData(" ", "The query is empty.")]
    public async Task Query_ThatIsWrong_SaysWhat(string sql, string words)
    {
        using var folder = new TempFolder();
        await WriteAsync(folder);

        var (status, output, errors) = await CallAsync(folder, sql);

        Assert.Equal(2, status);
        Assert.Equal("", output);
        Assert.Contains(words, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(TempFolder folder)
    {
        await File.WriteAllTextAsync(folder.Of("job.json"), """
            {
              "version": 1, "name": "numbers",
              "nodes": {
                "n": { "call": "sql", "args": ["SELECT i AS k, DATE '2026-11-28' + i::INT AS day FROM range(1, 3) r(i)"] },
                "o": { "call": "sql", "args": ["SELECT i AS k, 10 * i AS v FROM range(1, 3) r(i)"] },
                "w": { "write": { "dataset": "numbers", "partitionBy": ["day"] }, "over": "n" },
                "x": { "write": { "dataset": "other_one" }, "over": "o" }
              },
              "outputs": ["w", "x"]
            }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]);
        Assert.True(await run.WaitAsync() == 0, run.Errors);
    }

    private static async Task<(int Status, string Output, string Errors)> CallAsync(TempFolder folder, params string[] arguments)
    {
        using var run = ProgramRun.Start("serverless", ["query", .. arguments, "--data", folder.Of("data")]);
        var status = await run.WaitAsync();
        return (status, run.Output, run.Errors);
    }
}
