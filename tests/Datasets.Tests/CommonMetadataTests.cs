using System.Text.Json.Nodes;
using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Tables;
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

    [Fact]
    public async Task Save_DataFile_WritesSchemaWithoutRowsKeysFirstAndWide()
    {
        await WriteAsync("a", "SELECT 1::SMALLINT AS z, 'x' AS name, [1::TINYINT] AS list, 1.5::FLOAT AS f, DATE '2026-01-01' AS d, now() AS t, 1.25::DECIMAL(9,2) AS price");

        await _metadata.SaveAsync(Id, "table", [new TableColumn("month", ColumnType.Of(ColumnKind.Integer))], new BlobName("a"), BlobCondition.None, default);

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
    public async Task Save_IfAbsentAndThere_KeepsWhatIsThere()
    {
        await WriteAsync("a", "SELECT 1 AS first");
        await WriteAsync("b", "SELECT 1 AS second");

        await _metadata.SaveAsync(Id, "table", [], new BlobName("a"), BlobCondition.IfAbsent, default);
        await _metadata.SaveAsync(Id, "table", [], new BlobName("b"), BlobCondition.IfAbsent, default);
        Assert.Equal("first BIGINT", await SchemaAsync());

        await _metadata.SaveAsync(Id, "table", [], new BlobName("b"), BlobCondition.None, default);
        Assert.Equal("second BIGINT", await SchemaAsync());
    }

    private async Task<string> SchemaAsync() => (await _engine.InspectAsync(_blobs, CommonMetadata.NameOf(Id, "table"))).Schema.ToString();

    private async Task WriteAsync(string blob, string sql)
    {
        await _engine.WriteParquetAsync(new TableQuery(sql), _folder.Of("file.parquet"));
        await using var content = File.OpenRead(_folder.Of("file.parquet"));
        await _blobs.UploadAsync(new BlobName(blob), content, BlobCondition.None, default);
    }
}
