using System.Text.Json.Nodes;
using Serverless.Attack.Tests.Kit;
using Serverless.Tables;
using Serverless.Tables.Queries;

namespace Serverless.Attack.Tests.Attacks;

/// <summary>Parquet files with bytes that are not what was written, read by jobs: whole, split, with conditions, as one table.</summary>
internal sealed class ParquetAttack : IAttack
{
    private const int Files = 40;

    private byte[]? _good;

    public string? Problem => null;

    public async Task<Blow> StrikeAsync(Random random, CancellationToken cancellationToken)
    {
        using var target = new Target();
        _good ??= await GoodAsync(target, cancellationToken);
        var nodes = new JsonObject();
        var outputs = new JsonArray();
        for (var n = 0; n < Files; n++)
        {
            await File.WriteAllBytesAsync(Path.Combine(target.Path, $"f{n}.parquet"), Damage(_good, random), cancellationToken);
            nodes[$"r{n}"] = new JsonObject { ["read"] = Read(n, random) };
            nodes[$"q{n}"] = JsonNode.Parse($$"""{ "call": "sql", "over": { "input": "r{{n}}" }, "args": { "query": "SELECT count(*) AS n, max(t) AS t, sum(d) AS d, max(s) AS s, sum(len(l)) AS l FROM input" } }""");
            outputs.Add($"q{n}");
        }
        var job = new JsonObject { ["version"] = 1, ["name"] = "parquet", ["nodes"] = nodes, ["outputs"] = outputs, ["policy"] = new JsonObject { ["onError"] = "continue" } };
        await File.WriteAllTextAsync(Path.Combine(target.Path, "job.json"), job.ToJsonString(), cancellationToken);
        var answer = await target.RunAsync();
        // Files that cannot be split are refused before anything runs: without those the others are tried.
        var refused = 0;
        while (answer is { Status: 2 } && answer.Fault() is null)
        {
            var bad = Enumerable.Range(0, Files).Where(n => answer.Errors.Contains($"$.nodes.r{n}.", StringComparison.Ordinal)
                || answer.Errors.Contains($"$.nodes.q{n}.", StringComparison.Ordinal)).ToList();
            if (bad.Count == 0) return Blow.Broken("a refusal without a place", answer);
            refused += bad.Count;
            foreach (var n in bad)
            {
                nodes.Remove($"r{n}");
                nodes.Remove($"q{n}");
                outputs.Remove(outputs.Single(o => (string)o! == $"q{n}"));
            }
            if (outputs.Count == 0) break;
            await File.WriteAllTextAsync(Path.Combine(target.Path, "job.json"), job.ToJsonString(), cancellationToken);
            answer = await target.RunAsync();
        }
        if (answer.Fault() is { } fault) return Blow.Broken(fault, answer);
        if (answer.Errors.Contains(" died", StringComparison.Ordinal)) return Blow.Broken("a file killed the process", answer);
        if (answer.Errors.Contains("(Platform", StringComparison.Ordinal)) return Blow.Broken("a damaged file is called the platform's fault", answer);
        return new Blow(answer.IsDone ? "all read" : refused > 0 ? "refused and failed in words" : "failed in words") { Strikes = Files };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static JsonObject Read(int n, Random random)
    {
        var read = new JsonObject { ["files"] = new JsonArray($"./f{n}.parquet") };
        if (random.Next(3) == 0) read["split"] = JsonNode.Parse(random.Next(2) == 0 ? """{ "rowGroups": 1 }""" : """{ "rows": 700 }""");
        if (random.Next(3) == 0) read["where"] = JsonNode.Parse("""[[["i", ">", 100]]]""");
        return read;
    }

    private static async Task<byte[]> GoodAsync(Target target, CancellationToken cancellationToken)
    {
        var path = Path.Combine(target.Path, "good.parquet");
        await using var engine = new TableEngine(new EngineOptions(target.Path));
        await engine.WriteParquetAsync(new TableQuery(
            """
            SELECT range AS i, CASE WHEN range % 3 = 0 THEN NULL ELSE md5(range::VARCHAR) END AS t, [range, NULL] AS l, {'a': range::DECIMAL(12,3), 'b': DATE '2024-01-01' + range::INT} AS s, range::DOUBLE / 7 AS d FROM range(3000)
            """), path, cancellationToken: cancellationToken);
        return await File.ReadAllBytesAsync(path, cancellationToken);
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        var bytes = (byte[])good.Clone();
        if (random.Next(10) == 0) return bytes[..random.Next(bytes.Length)];
        // Half of the changes hit the footer, where most can go wrong.
        var footer = Math.Max(0, bytes.Length - 2500);
        for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(2) == 0 ? random.Next(footer, bytes.Length) : random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
        return bytes;
    }
}
