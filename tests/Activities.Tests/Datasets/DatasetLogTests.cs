using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Datasets;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Queries;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>
/// The logs of our datasets, read by the text of the Delta Transaction Log Protocol: a reading that shares no code with what writes them, beside bare DuckDB over
/// the files that it finds.
/// </summary>
public sealed class DatasetLogTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();
    private readonly TableEngine _bare;

    public DatasetLogTests() => _bare = new TableEngine(new EngineOptions(Directory.CreateDirectory(_fixture.Folder.Of("bare")).FullName));

    public async ValueTask DisposeAsync()
    {
        await _bare.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Log_OfManyJobs_ReadByItsTextAlone_HasTheRowsOfTheDataset()
    {
        const string Rows = """
            SELECT k, b, d, v, s, f, t FROM (VALUES
                ('a/b =%é''"', true, DATE '2024-01-05', 1, 'one', 1.5::DOUBLE, TIMESTAMP '2024-01-05 10:00:00.5'),
                ('__HIVE_DEFAULT_PARTITION__', false, DATE '2024-10-01', NULL, repeat('z', 200), 'nan'::DOUBLE, NULL),
                ('%41', true, DATE '2024-01-05', 3, NULL, -0.25::DOUBLE, TIMESTAMP '1969-12-31 23:59:59.999999'),
                ('.', false, DATE '2024-01-05', 4, 'four', 2.5::DOUBLE, NULL)) x(k, b, d, v, s, f, t)
            """;
        for (var i = 0; i < 13; i++)
        {
            // A replacement in the middle, so that a checkpoint stands for files that went.
            var mode = i == 6 ? "replace" : "append";
            await _fixture.DoneAsync($"job{i}", DatasetFixture.Write($"SELECT * REPLACE (v + {i * 10} AS v) FROM ({Rows})", mode, "\"k\", \"b\", \"d\""));
        }
        var ours = await _fixture.ReadAsync("SELECT k, b, d::VARCHAR, v, s, f::VARCHAR, t::VARCHAR FROM input ORDER BY ALL");
        Assert.Equal(7 * 4, ours.Count);
        // The checkpoint stands for the entries before it: theirs are not needed any longer.
        for (var i = 0; i < 10; i++) File.Delete(PathOf(new BlobName($"d/_delta_log/{i:D20}.json")));

        var (metadata, protocol, files) = await StateAsync();

        Assert.Equal(["k", "b", "d"], metadata["partitionColumns"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Contains("serverless", protocol["writerFeatures"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Equal(["timestampNtz"], protocol["readerFeatures"]!.AsArray().Select(c => c!.GetValue<string>()));
        var schema = JsonNode.Parse(metadata["schemaString"]!.GetValue<string>())!["fields"]!.AsArray().ToDictionary(f => f!["name"]!.GetValue<string>(), f => f!["type"]!.GetValue<string>());
        Assert.Equal(
            "v integer, s string, f double, t timestamp_ntz, k string, b boolean, d date",
            string.Join(", ", schema.Select(f => $"{f.Key} {f.Value}")));
        var parts = new List<string>();
        foreach (var file in files)
        {
            var path = PathOf(FileOf(file));
            Assert.Equal(new FileInfo(path).Length, file["size"]!.GetValue<long>());
            var keys = file["partitionValues"]!.AsObject().ToDictionary(v => v.Key, v => v.Value!.GetValue<string>().Replace("'", "''", StringComparison.Ordinal));
            parts.Add($"SELECT '{keys["k"]}' AS k, CAST('{keys["b"]}' AS BOOLEAN) AS b, CAST('{keys["d"]}' AS DATE)::VARCHAR AS d, v, s, f::VARCHAR AS f, t::VARCHAR AS t FROM read_parquet('{path.Replace("'", "''", StringComparison.Ordinal)}', hive_partitioning = false)");
            await CheckStatisticsAsync(path, JsonNode.Parse(file["stats"]!.GetValue<string>())!);
        }
        Assert.Equal(ours, await RowsAsync($"FROM ({string.Join(" UNION ALL ", parts)}) ORDER BY ALL"));
        Assert.Equal(ours, await _fixture.ReadAsync("SELECT k, b, d::VARCHAR, v, s, f::VARCHAR, t::VARCHAR FROM input ORDER BY ALL"));
    }

    [Fact]
    public async Task Read_ManifestOfTheVersionBefore_ReadsTheLogAndTheNextWriterMends()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS v"));
        var name = DatasetManifest.NameOf(new DatasetId("d"));
        var before = (await _fixture.Stores.Blobs.GetAsync(name, default))!.Bytes;
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT 2 AS v"));
        await _fixture.Stores.Blobs.PutAsync(name, before, BlobCondition.None, default);

        Assert.Equal(["1", "2"], await _fixture.ReadAsync());
        Assert.Equal(before, (await _fixture.Stores.Blobs.GetAsync(name, default))!.Bytes);

        await _fixture.DoneAsync("job3", DatasetFixture.Write("SELECT 3 AS v"));
        Assert.Equal(3, JsonNode.Parse((await _fixture.Stores.Blobs.GetAsync(name, default))!.Bytes.Span)!["partitions"]!.AsObject().Count);
        await _fixture.Stores.Blobs.DeleteAsync(name, BlobCondition.None, default);
        Assert.Equal(["1", "2", "3"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Append_ToADatasetOfKartotheks_StartsALogAndRewritesNoFile()
    {
        await _fixture.PutParquetAsync("d/table/m=1/aa.parquet", "SELECT 10::BIGINT AS v");
        await _fixture.PutAsync("d.by-dataset-metadata.json", """{"dataset_metadata_version":4,"dataset_uuid":"d","metadata":{"creation_time":"2020-01-01T00:00:00.000000","owner":"night"},"partitions":{"m=1/aa":{"files":{"table":"d/table/m=1/aa.parquet"}}},"partition_keys":["m"]}""");
        var file = await _fixture.Stores.Blobs.GetPropertiesAsync(new BlobName("d/table/m=1/aa.parquet"), default);
        Assert.Equal(["10|1"], await _fixture.ReadAsync());

        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 20::BIGINT AS v, '2' AS m", partitionBy: "\"m\""));

        Assert.Equal(["10|1", "20|2"], await _fixture.ReadAsync());
        Assert.Equal(file, await _fixture.Stores.Blobs.GetPropertiesAsync(new BlobName("d/table/m=1/aa.parquet"), default));
        var (_, _, files) = await StateAsync();
        Assert.Contains("table/m=1/aa.parquet", files.Select(f => f["path"]!.GetValue<string>()));
        Assert.Equal("night", JsonNode.Parse((await _fixture.Stores.Blobs.GetAsync(new BlobName("d.by-dataset-metadata.json"), default))!.Bytes.Span)!["metadata"]!["owner"]!.GetValue<string>());
    }

    // What a bound says holds for every value, and counts are exact.
    private async Task CheckStatisticsAsync(string path, JsonNode stats)
    {
        var from = $"FROM read_parquet('{path.Replace("'", "''", StringComparison.Ordinal)}', hive_partitioning = false)";
        var counts = (await RowsAsync($"SELECT count(*), count(*) - count(v), count(*) - count(s), count(*) - count(f), count(*) - count(t) {from}"))[0].Split('|');
        Assert.Equal(counts, new[] { Count(stats["numRecords"]) }.Concat("vsft".Select(c => Count(stats["nullCount"]![$"{c}"]))));
        Assert.Equal((await RowsAsync($"SELECT coalesce(bool_or(isnan(f)), false) {from}"))[0] == "True", stats["minValues"]!["f"] is null && stats["maxValues"]!["f"] is null);
        foreach (var (bounds, sign) in ((string, string)[])[("minValues", "<"), ("maxValues", ">")])
        {
            foreach (var (column, bound) in stats[bounds]!.AsObject())
            {
                var type = column switch { "v" => "BIGINT", "f" => "DOUBLE", "t" => "TIMESTAMP", _ => "VARCHAR" };
                Assert.Equal("0", (await RowsAsync($"SELECT count(*) {from} WHERE {column} {sign} CAST('{bound}' AS {type})"))[0]);
            }
        }

        static string Count(JsonNode? node) => node!.GetValue<long>().ToString(CultureInfo.InvariantCulture);
    }

    // Section "Action Reconciliation": the newest checkpoint, and the entries after it in order.
    private async Task<(JsonNode Metadata, JsonNode Protocol, List<JsonNode> Files)> StateAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _fixture.Stores.Blobs.ListAsync("d/_delta_log/", default)) names.Add(blob.Name.Value);
        var (lines, from) = (new List<string>(), -1L);
        if (names.Contains("d/_delta_log/_last_checkpoint"))
        {
            var last = JsonNode.Parse(await File.ReadAllTextAsync(PathOf(new BlobName("d/_delta_log/_last_checkpoint"))))!;
            from = last["version"]!.GetValue<long>();
            lines = await RowsAsync($"SELECT to_json(x) FROM read_parquet('{PathOf(new BlobName($"d/_delta_log/{from:D20}.checkpoint.parquet"))}') x");
            Assert.Equal(last["size"]!.GetValue<long>(), lines.Count);
        }
        foreach (var name in names.Where(n => n.EndsWith(".json", StringComparison.Ordinal)))
            if (long.Parse(Path.GetFileNameWithoutExtension(name), CultureInfo.InvariantCulture) > from) lines.AddRange(await File.ReadAllLinesAsync(PathOf(new BlobName(name))));
        var files = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        JsonNode? metadata = null, protocol = null;
        foreach (var action in lines.Select(l => JsonNode.Parse(l)!))
        {
            if (action["metaData"] is { } m) metadata = m;
            if (action["protocol"] is { } p) protocol = p;
            if (action["add"] is { } add) files[add["path"]!.GetValue<string>()] = add;
            if (action["remove"] is { } remove) files.Remove(remove["path"]!.GetValue<string>());
        }
        return (metadata!, protocol!, [.. files.Values]);
    }

    private static BlobName FileOf(JsonNode add) => new($"d/{Uri.UnescapeDataString(add["path"]!.GetValue<string>())}");

    private string PathOf(BlobName blob) => ((ILocalFiles)_fixture.Stores.Blobs).FindFile(blob) ?? throw new FileNotFoundException(blob.Value);

    private async Task<List<string>> RowsAsync(string sql)
    {
        var rows = new List<string>();
        using var reader = await _bare.ReadAsync(new TableQuery(sql));
        while (reader.Read())
            for (var row = 0; row < reader.RowCount; row++) rows.Add(string.Join('|', Enumerable.Range(0, reader.Schema.Columns.Count).Select(c => Convert.ToString(reader.Column(c).Value(row), CultureInfo.InvariantCulture))));
        return rows;
    }
}
