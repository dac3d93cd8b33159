using System.Text;
using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;

namespace Serverless.Benchmarks.Graph;

/// <summary>An irregular graph of calls, from UTF-8 text to a checked document; the limit is the bare JSON reader over the same text.</summary>
internal sealed class ParseDocument : IBenchmark
{
    private const int Rounds = 7;

    public string Name => "graph.parse-100000";

    public Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var nodes = quick ? 2_000 : 100_000;
        var text = IrregularDocument.Make(nodes);
        var catalog = new FunctionCatalogBuilder().Add(typeof(BenchmarkFunctions)).Build();
        var count = 0;
        var rounds = Benchmarks.Rounds.Of(Rounds, () => count = JobParser.Parse(text, catalog).Require().Nodes.Count, () => ReadAll(text), cancellationToken);
        if (count != nodes) throw new InvalidOperationException($"{count} nodes came back of {nodes}.");
        var retained = Retained(text, catalog);
        // The first round compiles code; a job is parsed once in a process, so it is reported too.
        var (value, limit) = (rounds.MedianOurs, rounds.MedianLimit);
        return Task.FromResult(new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{nodes} call nodes with 1 to 3 references each, {text.Length / 1048576.0:F1} MiB of JSON, 1 thread",
            Value = Math.Round(value, 4),
            Unit = "s",
            Target = 1,
            LowerIsBetter = true,
            Limit = Math.Round(limit, 4),
            LimitIs = "bare Utf8JsonReader",
            Ratio = Math.Round(limit / value, 3),
            More = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["firstRound"] = Math.Round(rounds.Ours[0], 4),
                ["documentMiB"] = Math.Round(retained, 1),
            },
        });
    }

    private static double Retained(byte[] text, FunctionCatalog catalog)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var document = JobParser.Parse(text, catalog).Require();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(document);
        return (after - before) / 1048576.0;
    }

    private static void ReadAll(byte[] text)
    {
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
        }
    }
}

/// <summary>Functions that generated documents call.</summary>
internal static class BenchmarkFunctions
{
    [TaskFunction(Name = "numbers.identity")]
    public static long Identity(long value) => value;

    [TaskFunction(Name = "numbers.add")]
    public static long Add(long left, long right) => left + right;

    [TaskFunction(Name = "numbers.sum")]
    public static long Sum(IReadOnlyList<long> values) => values.Sum();
}

/// <summary>Documents of calls that each need one to three earlier ones, some of them far away.</summary>
internal static class IrregularDocument
{
    public static byte[] Make(int nodes, int seed = 17)
    {
        var random = new Random(seed);
        var text = new StringBuilder("""{"version":1,"name":"irregular","nodes":{""");
        for (var i = 0; i < nodes; i++)
        {
            var near = Math.Max(0, i - 1 - random.Next(50));
            var far = i == 0 ? 0 : random.Next(i);
            if (i > 0) text.Append(",\n");
            text.Append(i < 8 ? $$"""  "task-{{i}}": { "call": "numbers.identity", "args": [ {{i}} ] }"""
                : (i % 3) switch
                {
                    0 => $$"""  "task-{{i}}": { "call": "numbers.add", "args": [ { "$ref": "task-{{near}}" }, { "$ref": "task-{{far}}" } ] }""",
                    1 => $$"""  "task-{{i}}": { "call": "numbers.sum", "args": [ [ { "$ref": "task-{{near}}" }, { "$ref": "task-{{far}}" }, { "$ref": "task-{{i - 1}}" } ] ] }""",
                    _ => $$"""  "task-{{i}}": { "call": "numbers.add", "args": { "left": { "$ref": "task-{{near}}" }, "right": {{i}} } }""",
                });
        }
        text.Append($$"""}, "outputs": [ "task-{{nodes - 1}}" ] }""");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
