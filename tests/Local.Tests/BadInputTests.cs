using Serverless.Testing;

namespace Serverless.Local.Tests;

public sealed class BadInputTests
{
    private const string Numbers = """ "n": { "range": { "count": 3 } } """;

    public static TheoryData<string, string, string[]> Documents => new()
    {
        { "not JSON", "{ \"version\": 1,", ["is not JSON", "job.json(1,"] },
        { "unknown kind", Job(""" "a": { "mapp": "sql", "over": "n" } """, "a"), ["$.nodes.a", "mapp", "Did you mean 'map'?"] },
        { "cycle", Job(""" "a": { "map": "sql", "over": "b", "args": { "query": "FROM input" } }, "b": { "map": "sql", "over": "a", "args": { "query": "FROM input" } } """, "a"), ["cycle", "a -> b -> a"] },
        { "missing dataset", Job(""" "a": { "read": { "dataset": "fligths" } } """, "a"), ["$.nodes.a.read.dataset", "There is no dataset 'fligths'"] },
        { "unknown function", Job(""" "a": { "map": "sqll", "over": "n", "args": { "query": "FROM input" } } """, "a"), ["$.nodes.a.map", "Did you mean 'sql'?"] },
        { "wrong argument type", Job(""" "t": { "read": { "files": ["./none.parquet"] } }, "a": { "map": "sql", "over": "t", "args": { "query": 7 } } """, "a"), ["$.nodes.a.args.query", "takes a string, not 7"] },
        { "two problems", Job(""" "a": { "map": "sqll", "over": "m", "args": { "query": "FROM input" } } """, "a"), ["2 problems", "'sqll'", "There is no node 'm'"] },
        { "missing file", Job(""" "a": { "read": { "files": ["./none.parquet"] } } """, "a"), ["$.nodes.a.read.files[0]", "There is no file", "none.parquet"] },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Run_BadDocument_SaysWhatIsWrongAndWritesNothing(string what, string document, string[] says)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("job.json"), document);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]);

        Assert.True(await run.WaitAsync() == 2, $"{what}: {run.Errors}");
        Assert.All(says, text => Assert.Contains(text, run.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(folder.Of("data")), "Something was written.");
    }

    [Fact]
    public async Task Run_NothingListens_SaysHowToStartAzurite()
    {
        using var folder = new TempFolder();
        var port = Azurite.FreePort();
        var connection = $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;QueueEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";
        using var run = ProgramRun.Start("serverless", ["run", FlightsResult.Job, "--data", folder.Of("data"), "--storage", connection]);

        Assert.Equal(3, await run.WaitAsync());
        Assert.Contains("npx azurite", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UserSqlFails_NamesTaskFunctionPositionAndRerun()
    {
        using var folder = new TempFolder();
        var file = RepositoryRoot.Of("samples", "flights", "data", "flights-3m.parquet");
        await File.WriteAllTextAsync(folder.Of("job.json"), Job($$""" "t": { "read": { "files": ["{{file}}"] } }, "a": { "map": "sql", "over": "t", "args": { "query": "SELECT CAST(origin AS INTEGER) FROM input" } } """, "a"));
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")]);

        Assert.Equal(1, await run.WaitAsync());
        Assert.All(["Task a[0] failed", "sql", "INT32", "serverless rerun", "flights-3m.parquet"], text => Assert.Contains(text, run.Errors, StringComparison.Ordinal));
    }

    private static string Job(string nodes, string output) =>
        $$"""{ "version": 1, "name": "bad", "nodes": { {{Numbers}}, {{nodes}} }, "outputs": ["{{output}}"] }""";
}
