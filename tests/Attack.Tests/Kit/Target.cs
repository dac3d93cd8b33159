using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Attack.Tests.Functions;
using Serverless.Storage.Local;
using Serverless.Store.Json;
using Serverless.Store.Records;
using Serverless.Testing;

namespace Serverless.Attack.Tests.Kit;

/// <summary>A folder with a job of every kind of work, its data, and marks of what ran.</summary>
internal sealed class Target : IDisposable
{
    public const int Tasks = 12;

    // Whatever happens to it, a job of a second ends, or says why not, within this on the busiest machine.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(90);

    private static readonly JsonNode Expected = JsonNode.Parse("""{ "total": 518, "sums": [{ "k": "a", "v": 4 }, { "k": "b", "v": 6 }], "all": [{ "n": 4, "v": 10 }] }""")!;

    private readonly TempFolder _folder = new();

    public Target()
    {
        Directory.CreateDirectory(Marks);
        File.WriteAllText(_folder.Of("job.json"), Job);
    }

    public string Path => _folder.Path;

    public string Data => _folder.Of("data");

    public string Marks => _folder.Of("marks");

    /// <summary>Values through user code, records through a dataset, and SQL over that.</summary>
    public static string Job { get; } = $$"""
        {
          "version": 1, "name": "target",
          "nodes": {
            "numbers": { "range": { "count": {{Tasks}} } },
            "marked": { "map": "quarry.mark", "over": "numbers", "keep": true },
            "total": { "reduce": "math.add", "over": "marked" },
            "rows": { "items": [{{string.Join(", ", Enumerable.Range(1, 4).Select(n => $$"""{ "k": "{{(n % 2 == 0 ? "b" : "a")}}", "v": {{n}} }"""))}}] },
            "saved": { "write": { "dataset": "kept", "partitionBy": ["k"], "mode": "replace" }, "over": "rows" },
            "back": { "read": { "dataset": "kept" }, "after": ["saved"] },
            "each": { "map": "sql", "over": "back", "args": { "query": "SELECT k, sum(v)::BIGINT AS v FROM input GROUP BY k" }, "keep": true },
            "sums": { "call": "sql", "over": "each", "args": { "query": "SELECT k, sum(v)::BIGINT AS v FROM input GROUP BY k ORDER BY k" } },
            "all": { "call": "sql", "over": "back", "args": { "query": "SELECT count(*) AS n, sum(v)::BIGINT AS v FROM input" } }
          },
          "outputs": ["total", "sums", "all"]
        }
        """;

    /// <summary>Another folder with the same content.</summary>
    public Target Copy()
    {
        var copy = new Target();
        Tree.Copy(Path, copy.Path);
        return copy;
    }

    /// <summary>Runs the job as a user does.</summary>
    public Task<Answer> RunAsync(int? pause = null, Wrap? wrap = null) => CallAsync(["run", _folder.Of("job.json"), "--output", "json"], pause, wrap);

    /// <summary>Runs any verb.</summary>
    public async Task<Answer> CallAsync(IReadOnlyList<string> arguments, int? pause = null, Wrap? wrap = null)
    {
        using var run = Start(arguments, pause, wrap);
        return await EndAsync(run);
    }

    public ProgramRun StartRun(int? pause = null, Wrap? wrap = null) => Start(["run", _folder.Of("job.json"), "--output", "json"], pause, wrap);

    public static async Task<Answer> EndAsync(ProgramRun run)
    {
        try
        {
            var status = await run.WaitAsync(MaxWait);
            return new Answer(status, run.Output, run.Errors);
        }
        catch (TimeoutException)
        {
            return new Answer(null, run.Output, run.Errors);
        }
    }

    /// <summary>What is wrong with an answer to <c>run</c>; null: it has the right result, or says in words why it has none.</summary>
    public static string? FaultOf(Answer answer) => answer.Fault() ?? (answer.IsDone && !IsRight(answer) ? "wrong result, said to be done" : null);

    /// <summary>Whether it names the file of a dataset's log that is damaged, and what to do.</summary>
    public static bool NamesDamage(Answer answer) =>
        answer.Errors.Contains("/_delta_log/", StringComparison.Ordinal)
        && answer.Errors.Contains("is damaged: ", StringComparison.Ordinal)
        && answer.Errors.Contains("Restore it", StringComparison.Ordinal);

    /// <summary>Runs it to its end; where the hub refuses to start and names the verb that mends it, mends it first.</summary>
    /// <returns>How it ended, and whether it had to be mended.</returns>
    public async Task<(Answer Answer, bool Mended)> FinishAsync()
    {
        var answer = await RunAsync();
        if (FaultOf(answer) is not null || answer.IsDone || !answer.Errors.Contains("serverless repair", StringComparison.Ordinal)) return (answer, false);
        var repair = await CallAsync(["repair", "--yes"]);
        return repair.Fault() is not null || !repair.IsDone ? (repair, true) : (await RunAsync(), true);
    }

    /// <summary>Tasks of <c>marked</c> whose record exists, and how often each has run.</summary>
    public async Task<IReadOnlyDictionary<long, int>> RecordedAsync()
    {
        var found = new Dictionary<long, int>();
        if (!Directory.Exists(System.IO.Path.Combine(Data, "blobs"))) return found;
        var blobs = new LocalBlobAccount(Data, TimeProvider.System).GetContainer("default");
        var ranges = new Dictionary<string, List<LedgerRecord>>(StringComparer.Ordinal);
        await foreach (var blob in blobs.ListAsync("ledger/", default))
        {
            if (await blobs.GetAsync(blob.Name, default) is { } content)
                ranges.GetOrAdd(blob.Name.Value.Split('/')[1]).Add(JsonSerializer.Deserialize<LedgerRecord>(content.Bytes.Span, ExecutionJson.Options)!);
        }
        // No other node has so many tasks.
        foreach (var record in ranges.Values.Where(r => r.Max(x => x.Last) == Tasks - 1).SelectMany(r => r))
        {
            for (var task = record.First; task <= record.Last; task++) found[task] = RunsOf(task);
        }
        return found;
    }

    public int RunsOf(long task) => File.Exists(System.IO.Path.Combine(Marks, $"{task}")) ? File.ReadAllText(System.IO.Path.Combine(Marks, $"{task}")).Length : 0;

    public void Dispose() => _folder.Dispose();

    private static bool IsRight(Answer answer)
    {
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(answer.Output)?["outputs"], Expected);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private ProgramRun Start(IReadOnlyList<string> arguments, int? pause, Wrap? wrap)
    {
        var environment = new Dictionary<string, string>(wrap?.Environment ?? [], StringComparer.Ordinal)
        {
            [Quarry.MarksVariable] = Marks,
            ["SERVERLESS_MAX_UNIT_TASKS"] = "1",
        };
        if (pause is { } each) environment[Quarry.PauseVariable] = $"{each}";
        IEnumerable<string> functions = arguments[0] is "run" or "explain" or "resume" ? ["--functions", typeof(Target).Assembly.Location] : [];
        return ProgramRun.Start("serverless", [.. arguments, "--data", Data, .. functions], environment, wrap?.Through);
    }
}
