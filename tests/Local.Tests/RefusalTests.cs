using Serverless.Testing;

namespace Serverless.Local.Tests;

/// <summary>What cannot give the right result is refused in words, with exit status 2; what failed is told completely.</summary>
public sealed class RefusalTests
{
    private const string Datasets = """
        "six": { "items": [{ "m": 1, "v": 1 }, { "m": 2, "v": 1 }, { "m": 3, "v": 1 }] }, "a": { "write": { "dataset": "by-month", "partitionBy": ["m"], "mode": "replace" }, "over": "six" },
        "other": { "items": [{ "b": 1, "w": 1 }, { "b": 2, "w": 1 }, { "b": 3, "w": 1 }] }, "b": { "write": { "dataset": "by-bucket", "partitionBy": ["b"], "mode": "replace" }, "over": "other" }
        """;

    private const string Join = """
        "x": { "read": { "dataset": "by-month" }AFTER_A }, "y": { "read": { "dataset": "by-bucket" }AFTER_B },
        "z": { "map": "sql", "over": ["x", "y"], "args": { "query": "SELECT count(*) AS n FROM x, y" } }
        """;

    [Fact]
    public async Task Run_PartitionsOfOtherKeysByPosition_IsRefusedBeforeAnythingRuns()
    {
        using var folder = new TempFolder();
        var (written, _, errors) = await RunAsync(folder, Datasets, "\"a\", \"b\"");
        Assert.True(written == 0, errors);

        foreach (var option in new[] { "", "--eager" })
        {
            var (status, output, refused) = await RunAsync(folder, Join.Replace("AFTER_A", "", StringComparison.Ordinal).Replace("AFTER_B", "", StringComparison.Ordinal), "\"z\"", option);
            Assert.Equal((2, ""), (status, output));
            Assert.Contains("'x'", refused, StringComparison.Ordinal);
            Assert.Contains("'y'", refused, StringComparison.Ordinal);
            Assert.Contains("'call' by sql over both", refused, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_PartitionsThatItWritesItself_IsRefusedOnceTheyAreKnown()
    {
        using var folder = new TempFolder();

        var (status, _, errors) = await RunAsync(
            folder,
            $"{Datasets}, {Join}".Replace("AFTER_A", """, "after": ["a"]""", StringComparison.Ordinal).Replace("AFTER_B", """, "after": ["b"]""", StringComparison.Ordinal),
            "\"z\"");

        Assert.Equal(2, status);
        Assert.Contains("'x' is partitioned by m", errors, StringComparison.Ordinal);
        Assert.Contains("'y' is partitioned by b", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NineFail_EightAreShownAndTheNinthIsNamed()
    {
        using var folder = new TempFolder();
        var calls = string.Join(", ", Enumerable.Range(0, 9).Select(i => $$""" "c{{i}}": { "call": "math.square", "args": [4000000000000] } """.Replace("4000000000000", $"400000000000{i}", StringComparison.Ordinal)));

        var (status, _, errors) = await RunAsync(folder, calls, string.Join(", ", Enumerable.Range(0, 9).Select(i => $"\"c{i}\"")), policy: """ "policy": { "onError": "continue" }, """);

        Assert.Equal(1, status);
        Assert.Contains("and 1 more failed: c", errors, StringComparison.Ordinal);
        for (var i = 0; i < 9; i++) Assert.Contains($"c{i}[0]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PartitionsFailWithTheSameWords_TheseAreToldOnceWithACount()
    {
        using var folder = new TempFolder();

        var (status, _, errors) = await RunAsync(
            folder,
            """ "l": { "items": [{ "k": 1 }, { "k": 2 }, { "k": 3 }, { "k": 4 }] }, "n": { "map": "sql", "over": "l", "args": { "query": "SELECT error('no such ' || CASE WHEN k < 4 THEN 'luck' ELSE 'place' END) AS x FROM input" } } """,
            "\"n\"",
            policy: """ "policy": { "onError": "continue", "retries": 0 }, """);

        Assert.Equal(1, status);
        // Two kinds, each with one story; three tasks of the first.
        Assert.Equal(2, errors.Split("  again, here: ").Length - 1);
        Assert.Matches(@"2 more failed with the same words: n\[[012]\], n\[[012]\]", errors);
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(errors, @"refused: n\[\d\] failed as n\[\d\] did", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(TempFolder folder, string nodes, string outputs, string option = "", string policy = "")
    {
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""{ "version": 1, "name": "refused", {{policy}}"nodes": { {{nodes}} }, "outputs": [{{outputs}}] }""");
        string[] options = option.Length > 0 ? [option] : [];
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data"), .. options]);
        return (await run.WaitAsync(), run.Output, run.Errors);
    }
}
