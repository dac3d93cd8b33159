using System.Text.Json;
using Serverless.Activities.Stages;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Tables that Spark and the Delta project wrote: each reads as bare DuckDB reads the files that are in its newest version, or is refused by name.</summary>
[Trait("Category", "Reference")]
public sealed class DeltaReferenceTests : IAsyncDisposable
{
    private const string Mapping = "columnMapping", Vectors = "deletionVectors", Gone = "and it is gone", Schemaless = "has no schema";

    // What must be refused, and how. Logs that were made by hand name files that no one wrote, or have no schema.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["canonicalized-paths-normal-b"] = Schemaless,
        ["canonicalized-paths-special-a"] = Schemaless,
        ["checkpoint"] = Gone,
        ["corrupted-last-checkpoint"] = Schemaless,
        ["data-reader-absolute-paths-escaped-chars"] = "no entry has the table's metadata",
        ["data-reader-timestamp_ntz-name-mode"] = Mapping,
        ["data-skipping-basic-stats-all-types-columnmapping-id"] = Mapping,
        ["data-skipping-basic-stats-all-types-columnmapping-name"] = Mapping,
        ["deltalog-commit-info"] = Schemaless,
        ["deltalog-state-reconstruction-from-checkpoint-missing-metadata"] = "no entry has the table's metadata",
        ["deltalog-state-reconstruction-from-checkpoint-missing-protocol"] = "no entry says which protocol",
        ["deltalog-state-reconstruction-without-protocol"] = "no entry says which protocol",
        ["dv-partitioned-with-checkpoint"] = Vectors,
        ["log-replay-dv-key-cases"] = Vectors,
        ["log-replay-special-characters-b"] = Gone,
        ["spark-variant-checkpoint"] = "variantType-preview",
        ["table-with-columnmapping-mode-name"] = Mapping,
        ["table-with-icebegCompatV2Enabled"] = Mapping,
    };

    private readonly DatasetFixture _fixture = new();
    private readonly TableEngine _bare;

    public DeltaReferenceTests() => _bare = new TableEngine(new EngineOptions(Directory.CreateDirectory(_fixture.Folder.Of("bare")).FullName));

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [ReferenceFact("delta")]
    public async Task Read_EveryTable_IsWhatDuckDBReadsOfItsFilesOrARefusalByName()
    {
        var (problems, read) = (new List<string>(), 0);
        var root = ReferenceData.Find("delta")!;
        foreach (var log in Directory.EnumerateDirectories(root, "_delta_log", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var folder = Path.GetDirectoryName(log)!;
            var name = Path.GetRelativePath(root, folder).Replace('\\', '/');
            var refused = Refused.GetValueOrDefault(name);
            try
            {
                var (ours, bare) = await ReadAsync(folder, name.Replace('/', '_'));
                read++;
                if (refused is not null) problems.Add($"{name} was read");
                else if (ours != bare) problems.Add($"{name}: {ours} instead of {bare}");
            }
            catch (MissingInputException e)
            {
                if (refused is null || !e.Message.Contains(refused, StringComparison.Ordinal)) problems.Add($"{name}: {e.Message}");
            }
        }
        Assert.True(read >= 40);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    private async Task<(string Ours, string Bare)> ReadAsync(string folder, string dataset)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            await using var content = File.OpenRead(file);
            await _fixture.Stores.Blobs.UploadAsync(new BlobName($"{dataset}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}"), content, BlobCondition.None, CancellationToken.None);
        }
        const string Digest = "SELECT count(*), md5(coalesce(string_agg(t::VARCHAR, ';' ORDER BY t::VARCHAR), ''))";
        var ours = Assert.Single(await _fixture.ReadAsync($"{Digest} FROM input t", dataset: dataset));
        var columns = (await _fixture.ReadAsync("SELECT unnest(from_json(to_json(t), '[\"JSON\"]')) FROM (SELECT list({n: column_name, t: column_type}) t FROM (DESCRIBE FROM input))", dataset: dataset))
            .Select(c => JsonDocument.Parse(c).RootElement).Select(c => (Name: c.GetProperty("n").GetString()!, Type: c.GetProperty("t").GetString()!)).ToList();
        var parts = new List<string>();
        foreach (var (path, keys) in await ActiveAsync(Path.Combine(folder, "_delta_log")))
        {
            var file = Path.Combine(folder, path).Replace("'", "''", StringComparison.Ordinal);
            var has = (await RowsAsync($"SELECT name FROM parquet_schema('{file}')")).ToHashSet(StringComparer.OrdinalIgnoreCase);
            string Value((string Name, string Type) c) => keys.TryGetValue(c.Name, out var key)
                ? $"CAST(nullif({(key is null ? "NULL" : $"'{key.Replace("'", "''", StringComparison.Ordinal)}'")}, '') AS {c.Type})"
                : has.Contains(c.Name) ? $"CAST(\"{c.Name}\" AS {c.Type})" : $"CAST(NULL AS {c.Type})";
            parts.Add($"SELECT {string.Join(", ", columns.Select(c => $"{Value(c)} AS \"{c.Name}\""))} FROM read_parquet('{file}', hive_partitioning = false)");
        }
        return (ours, parts.Count == 0 ? "0|d41d8cd98f00b204e9800998ecf8427e" : Assert.Single(await RowsAsync($"{Digest} FROM ({string.Join(" UNION ALL ", parts)}) t")));
    }

    // The files of the newest version, without a line of the product: entries one after the other, from the last checkpoint on where those before are gone.
    private async Task<List<(string Path, Dictionary<string, string?> Keys)>> ActiveAsync(string log)
    {
        var active = new SortedDictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        var entries = Directory.EnumerateFiles(log, "*.json").Where(f => Path.GetFileName(f).Length == 25).Order(StringComparer.Ordinal).ToList();
        var lines = new List<string>();
        if (entries.Count == 0 || !Path.GetFileName(entries[0]).StartsWith("00000000000000000000", StringComparison.Ordinal))
        {
            var last = Directory.EnumerateFiles(log, "*.checkpoint*.parquet").Select(f => Path.GetFileName(f)[..20]).Max(StringComparer.Ordinal);
            const string Added = """SELECT to_json({add: {path: "add".path, partitionValues: "add".partitionValues}})""";
            lines.AddRange(await RowsAsync($"""{Added} FROM read_parquet('{log}/{last}.checkpoint*.parquet') WHERE "add" IS NOT NULL"""));
            entries.RemoveAll(f => string.CompareOrdinal(Path.GetFileName(f)[..20], last) <= 0);
        }
        foreach (var entry in entries) lines.AddRange(await File.ReadAllLinesAsync(entry));
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            var action = JsonDocument.Parse(line).RootElement.EnumerateObject().First();
            if (action.Name == "add") active[Uri.UnescapeDataString(action.Value.GetProperty("path").GetString()!)] = action.Value.GetProperty("partitionValues").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString());
            if (action.Name == "remove") active.Remove(Uri.UnescapeDataString(action.Value.GetProperty("path").GetString()!));
        }
        return [.. active.Select(a => (a.Key, a.Value))];
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        var rows = new List<string>();
        using var reader = await _bare.ReadAsync(new TableQuery(sql));
        while (reader.Read())
            for (var row = 0; row < reader.RowCount; row++) rows.Add(string.Join('|', Enumerable.Range(0, reader.Schema.Columns.Count).Select(c => reader.Column(c).Value(row))));
        return rows;
    }
}
