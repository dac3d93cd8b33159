using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Testing;
using Serverless.Testing.Killing;

namespace Serverless.Embedded.Tests.Datasets;

/// <summary>
/// Jobs that read a dataset and replace it by that and a row more, beside jobs that append one, at once and killed at random: what the
/// jobs that are done wrote is there, once, and nothing of those that say that they were overtaken.
/// </summary>
public sealed class LostUpdateTests
{
    private const int PlainSeed = 17_500;
    private const int Rounds = 8;
    private const int MostChanges = 400;

    [Fact]
    public Task Modifiers_AtOnceAndKilled_LoseNothing() => CheckAsync(PlainSeed, Rounds);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Modifiers_AtOnceAndKilledForLong_LoseNothing() => CheckAsync(Environment.TickCount & 0xffffff, 500);

    private static async Task CheckAsync(int first, int rounds)
    {
        var overtaken = 0;
        for (var seed = first; seed < first + rounds; seed++) overtaken += await RoundAsync(seed);
        Console.WriteLine($"{rounds} rounds from seed {first}: {overtaken} jobs were overtaken too often");
    }

    private static async Task<int> RoundAsync(int seed)
    {
        var random = new Random(seed);
        using var folder = new TempFolder();
        var jobs = Enumerable.Range(1, random.Next(2, 6)).Select(n => (Id: $"job{n}", Row: n, IsAppend: random.Next(4) == 0)).ToList();
        var deaths = random.Next(3);
        string?[]? said = null;
        for (var life = 0; said is null; life++)
        {
            var files = new KilledFiles(life < deaths ? random.Next(1, MostChanges) : int.MaxValue);
            said = await LiveAsync(folder.Path, 1 + random.Next(3), files, jobs);
        }

        await using var host = await RowsHost.StartAsync(folder.Path, 2, new KilledFiles(int.MaxValue));
        Assert.Null(await host.RunAsync(Document("""{ "r": { "read": { "dataset": "d" } }, "q": { "call": "sql", "over": { "input": "r" }, "args": ["SELECT v FROM input"] } }""", "q"), "look"));
        var found = (await host.OutputAsync("look", "q")).Select(int.Parse).Order();
        var expected = jobs.Zip(said).Where(j => j.Second is null).Select(j => j.First.Row).Append(0).Order().ToList();
        Assert.True(found.SequenceEqual(expected), $"seed {seed}: {string.Join(", ", found)} and not {string.Join(", ", expected)}:\n{string.Join('\n', said)}");
        Assert.All(said, s => Assert.True(s is null || s.Contains("(datasetConflict)", StringComparison.Ordinal), s));
        return said.Count(s => s is not null);
    }

    // Null: killed.
    private static async Task<string?[]?> LiveAsync(string folder, int slots, KilledFiles files, IReadOnlyList<(string Id, int Row, bool IsAppend)> jobs)
    {
        RowsHost? host = null;
        try
        {
            host = await RowsHost.StartAsync(folder, slots, files);
            var made = host.RunAsync(Document("""{ "t": { "call": "sql", "args": ["SELECT 0 AS v"] }, "w": { "write": { "dataset": "d" }, "over": "t" } }""", "w"), "made");
            if (await Task.WhenAny(made, files.Death) != made) return null;
            Assert.Null(await made);
            var runs = Task.WhenAll(jobs.Select(job => host.RunAsync(job.IsAppend ? Append(job.Row) : Modify(job.Row), job.Id)));
            if (await Task.WhenAny(runs, files.Death) != runs || files.IsDead) return null;
            return await runs;
        }
        catch (Exception) when (files.IsDead)
        {
            return null;
        }
        finally
        {
            if (host is not null) await host.DisposeAsync();
        }
    }

    private static byte[] Modify(int row) => Document($$"""
        {
          "r": { "read": { "dataset": "d" } },
          "q": { "call": "sql", "over": { "input": "r" }, "args": ["SELECT v FROM input UNION ALL SELECT {{row}}"] },
          "w": { "write": { "dataset": "d", "mode": "replace" }, "over": "q" }
        }
        """, "w");

    private static byte[] Append(int row) => Document($$"""
        { "t": { "call": "sql", "args": ["SELECT {{row}} AS v"] }, "w": { "write": { "dataset": "d", "mode": "append" }, "over": "t" } }
        """, "w");

    private static byte[] Document(string nodes, string output) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["version"] = 1,
        ["name"] = "modify",
        ["nodes"] = JsonNode.Parse(nodes),
        ["outputs"] = new JsonArray(output),
    });
}
