using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;
using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Tables;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;
using Serverless.Testing;

namespace Serverless.Datasets.Tests;

public sealed class CommonMetadataTests : IAsyncDisposable
{
    private static readonly DatasetId Id = new("flights");

    private readonly TempFolder _folder = new();
    private readonly IBlobStore _blobs;
    private readonly TableEngine _engine;
    private readonly CommonMetadata _metadata;

    public CommonMetadataTests()
    {
        _blobs = new LocalBlobAccount(_folder.Of("store"), TimeProvider.System).GetContainer("default");
        _engine = new TableEngine(new EngineOptions(_folder.Path));
        _metadata = new CommonMetadata(_blobs, new(_engine));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private static DatasetSchema Schema(string[] keys, params string[] columns) => new([.. keys.Select(Column)], [.. columns.Select(Column)]);

    private static DatasetColumn Column(string text) => new(text.Split(' ', 2)[0], ColumnType.Parse(text.Split(' ', 2)[1]));

    private async Task<DatasetStore> CommitAsync(string commit, WriteMode mode, DatasetSchema schema)
    {
        var store = new DatasetStore(_blobs, TimeProvider.System);
        await store.CommitAsync(new DatasetCommit { Id = Id, CommitId = commit, Token = commit, Mode = mode, PartitionKeys = [.. schema.Keys.Select(k => k.Name)], Schema = schema, Added = [] }, null, default);
        return store;
    }

    private static Func<CancellationToken, Task<DatasetManifest?>> Find(DatasetStore store) => async cancel => (await store.FindAsync(Id, cancel))?.Manifest;

    [Fact]
    public async Task Mirror_Manifest_WritesSchemaWithoutRowsKeysFirstAndWide()
    {
        var store = await CommitAsync("a", WriteMode.Create, Schema(["month INTEGER"], "z SMALLINT", "name VARCHAR", "list TINYINT[]", "f FLOAT", "d DATE", "t TIMESTAMP WITH TIME ZONE", "price DECIMAL(9,2)"));

        await _metadata.MirrorAsync(Find(store), Id, "table", default);

        var info = await _engine.InspectAsync(_blobs, CommonMetadata.NameOf(Id, "table"));
        Assert.Equal("month BIGINT, d DATE, f DOUBLE, list BIGINT[], name VARCHAR, price DECIMAL(9,2), t TIMESTAMP WITH TIME ZONE, z BIGINT", info.Schema.ToString());
        Assert.Equal(0, info.Rows);
        Assert.Empty(info.RowGroups);
        var pandas = JsonNode.Parse(info.Metadata["pandas"])!;
        Assert.Equal(
            ["month int64 int64", "d date object", "f float64 float64", "list list[int64] object", "name unicode object", "price decimal object", "t datetimetz datetime64[ns]", "z int64 int64"],
            pandas["columns"]!.AsArray().Select(c => $"{c!["name"]} {c["pandas_type"]} {c["numpy_type"]}"));
        Assert.Equal("""{"precision":9,"scale":2}""", pandas["columns"]![5]!["metadata"]!.ToJsonString());
        Assert.Equal(["column_indexes", "columns", "creator", "index_columns", "pandas_version"], pandas.AsObject().Select(p => p.Key));
    }

    [Fact]
    public async Task Mirror_SameSchemaAgain_LeavesWhatIsThere()
    {
        var store = await CommitAsync("a", WriteMode.Create, Schema(["m BIGINT"], "v SMALLINT"));
        await _metadata.MirrorAsync(Find(store), Id, "table", default);
        var before = await _blobs.GetPropertiesAsync(CommonMetadata.NameOf(Id, "table"), default);

        await _metadata.MirrorAsync(Find(store), Id, "table", default);
        Assert.Equal(before, await _blobs.GetPropertiesAsync(CommonMetadata.NameOf(Id, "table"), default));

        await CommitAsync("b", WriteMode.Replace, Schema([], "second VARCHAR"));
        await _metadata.MirrorAsync(Find(store), Id, "table", default);
        Assert.Equal("second VARCHAR", (await _engine.InspectAsync(_blobs, CommonMetadata.NameOf(Id, "table"))).Schema.ToString());
    }

    [Fact]
    public async Task Mirror_ManyAtOnce_EndsWithTheLastManifest()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var store = await CommitAsync($"c{i}", WriteMode.Replace, Schema([], $"v{i} BIGINT"));
            await _metadata.MirrorAsync(Find(store), Id, "table", default);
        }));

        var last = (await new DatasetStore(_blobs, TimeProvider.System).LoadAsync(Id, default)).Manifest.SchemaOf("table")!.Table.ToString();
        Assert.Equal(last, (await _engine.InspectAsync(_blobs, CommonMetadata.NameOf(Id, "table"))).Schema.ToString());
    }

    [Fact]
    public async Task Find_NoSchemaInTheManifest_IsTakenFromKartotheksFileOrTheDataFiles()
    {
        var schemas = new DatasetSchemas(_blobs, new(_engine));
        await WriteAsync("flights/table/m=7/a.parquet", "SELECT 1::SMALLINT AS v, NULL AS n");
        await WriteAsync("flights/table/m=8/b.parquet", "SELECT 1.5::DOUBLE AS v, 'x' AS n");
        var manifest = new DatasetManifest
        {
            Id = Id,
            PartitionKeys = ["m"],
            Partitions = ImmutableSortedDictionary.Create<string, DatasetPartition>(StringComparer.Ordinal).Add("m=7/a", DatasetPartition.Create(Id, "m=7/a")).Add("m=8/b", DatasetPartition.Create(Id, "m=8/b")),
        };
        Assert.Equal("[m VARCHAR] v DOUBLE, n VARCHAR", (await schemas.FindAsync(manifest, "table", default))!.ToString());

        await WriteAsync(CommonMetadata.NameOf(Id, "table").Value, "SELECT 1 AS m, 1.5 AS v, 'x' AS n LIMIT 0");
        Assert.Equal("[m INTEGER] v DECIMAL(2,1), n VARCHAR", (await schemas.FindAsync(manifest, "table", default))!.ToString());
    }

    private async Task WriteAsync(string blob, string sql)
    {
        await _engine.WriteParquetAsync(new TableQuery(sql), _folder.Of("file.parquet"));
        await using var content = File.OpenRead(_folder.Of("file.parquet"));
        await _blobs.UploadAsync(new BlobName(blob), content, BlobCondition.None, default);
    }
}
