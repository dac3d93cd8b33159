using Serverless.Storage;
using Serverless.Storage.Local;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

public sealed class ScratchCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IBlobStore _store;

    public ScratchCacheTests() => _store = new LocalBlobAccount(_folder.Of("blobs"), TimeProvider.System).GetContainer("tenant");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Get_ConcurrentRequests_DownloadOnce()
    {
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 20);
        await PutAsync("a", 1000);

        var files = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cache.GetAsync(_store, new BlobName("a"), CancellationToken.None)));

        Assert.Single(files.Select(file => file.Path).Distinct(StringComparer.Ordinal));
        Assert.Equal((1L, 1000L), (cache.Downloads, cache.Bytes));
        foreach (var file in files) file.Dispose();
    }

    [Fact]
    public async Task Get_BeyondTheBound_EvictsLeastRecentlyUsedAndNothingInUse()
    {
        var cache = new ScratchCache(_folder.Of("cache"), 2500);
        foreach (var name in new[] { "a", "b", "c", "d" }) await PutAsync(name, 1000);

        var a = await GetAsync(cache, "a");
        (await GetAsync(cache, "b")).Dispose();
        (await GetAsync(cache, "c")).Dispose();
        var c = await GetAsync(cache, "c");
        (await GetAsync(cache, "d")).Dispose();

        Assert.Equal(4, cache.Downloads);
        Assert.True(File.Exists(a.Path) && File.Exists(c.Path));
        Assert.Equal(2, Directory.GetFiles(_folder.Of("cache")).Length);
        (await GetAsync(cache, "b")).Dispose();
        Assert.Equal(5, cache.Downloads);
        a.Dispose();
        a.Dispose();
        c.Dispose();
        Assert.True(cache.Bytes <= 2500);
    }

    [Fact]
    public async Task Get_ReplacedBlob_IsTheNewVersion()
    {
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 20);
        await PutAsync("a", 10);
        using var old = await GetAsync(cache, "a");
        await PutAsync("a", 20);

        using var fresh = await GetAsync(cache, "a");

        Assert.Equal((10, 20), (new FileInfo(old.Path).Length, new FileInfo(fresh.Path).Length));
    }

    [Fact]
    public async Task Get_MissingBlob_LeavesNothing()
    {
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 20);

        await Assert.ThrowsAsync<BlobNotFoundException>(() => GetAsync(cache, "nope"));

        Assert.Equal(0, cache.Bytes);
        Assert.Empty(Directory.GetFiles(_folder.Of("cache")));
    }

    [Fact]
    public async Task GetPart_OneOfMany_FetchesItsPagesAndRefusesTheOthers()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT range AS i, md5(range::VARCHAR) AS big, {'x': range, 'y': md5((range + 1)::VARCHAR)} AS s FROM range(200000)", options: new ParquetWriteOptions { RowGroupSize = 50_000 });
        await using (var content = File.OpenRead(path)) await _store.UploadAsync(new BlobName("t.parquet"), content, BlobCondition.None, CancellationToken.None);
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 30);
        await using var engine = new TableEngine(new EngineOptions(_folder.Path));

        using var file = await cache.GetPartAsync(_store, new BlobName("t.parquet"), new ParquetPart { Columns = ["I"] }, CancellationToken.None);

        var length = new FileInfo(path).Length;
        Assert.Equal(length, new FileInfo(file.Path).Length);
        Assert.InRange(cache.Bytes, 1, length / 4);
        var read = new TableQuery("SELECT sum(i), count(*) FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(file.Path))) };
        Assert.Equal([(Int128)19999900000, 200000L], Assert.Single(await RowsAsync(engine, read)));
        var other = await Assert.ThrowsAsync<TableException>(() => RowsAsync(engine, read with { Sql = "SELECT max(big) FROM input" }));
        Assert.NotEqual(TableErrorKind.Library, other.Kind);
    }

    [Theory]
    [InlineData(0, 100_000, false)]
    [InlineData(150_000, 100_000, false)]
    [InlineData(300_000, 100_000, true)]
    [InlineData(399_999, 1, true)]
    public async Task GetPart_SomeRows_FetchesTheirRowGroupsAndRefusesTheOthers(long first, long count, bool oneColumn)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT range AS i, md5(range::VARCHAR) AS big FROM range(400000)", options: new ParquetWriteOptions { RowGroupSize = 40_960 });
        await using (var content = File.OpenRead(path)) await _store.UploadAsync(new BlobName("t.parquet"), content, BlobCondition.None, CancellationToken.None);
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 30);
        await using var engine = new TableEngine(new EngineOptions(_folder.Path));

        using var file = await cache.GetPartAsync(
            _store, new BlobName("t.parquet"), new ParquetPart { Rows = new RowRange(first, count), Columns = oneColumn ? ["i"] : null }, CancellationToken.None);

        file.PlaceAt(_folder.Of("placed.parquet"));
        Assert.InRange(cache.Bytes, 1, new FileInfo(path).Length / (oneColumn ? 5 : 2));
        var part = new ParquetInput([new ParquetFile(_folder.Of("placed.parquet")) { Rows = new RowRange(first, count) }]);
        var read = new TableQuery("SELECT min(i), max(i), count(*) FROM input") { Inputs = TestSandbox.Inputs(("input", part)) };
        Assert.Equal([first, first + count - 1, count], Assert.Single(await RowsAsync(engine, read)));
        var whole = new TableQuery("SELECT sum(i) FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(file.Path))) };
        await Assert.ThrowsAsync<TableException>(() => RowsAsync(engine, whole));
    }

    [Fact]
    public async Task GetPart_NoParquet_IsCorruptInput()
    {
        await PutAsync("t.parquet", 8 << 20);
        var cache = new ScratchCache(_folder.Of("cache"), 1 << 30);

        var error = await Assert.ThrowsAsync<TableException>(() => cache.GetPartAsync(_store, new BlobName("t.parquet"), new ParquetPart { Columns = ["i"] }, CancellationToken.None));

        Assert.Equal(TableErrorKind.CorruptInput, error.Kind);
        Assert.Empty(Directory.GetFiles(_folder.Of("cache")));
    }

    private static async Task<List<object?[]>> RowsAsync(TableEngine engine, TableQuery query)
    {
        using var reader = await engine.ReadAsync(query);
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++)
            {
                var values = new object?[reader.Schema.Columns.Count];
                for (var i = 0; i < values.Length; i++) values[i] = reader.Column(i).Value(row);
                rows.Add(values);
            }
        }
        return rows;
    }

    private Task<ScratchFile> GetAsync(ScratchCache cache, string name) => cache.GetAsync(_store, new BlobName(name), CancellationToken.None);

    private Task<BlobProperties> PutAsync(string name, int bytes) => _store.PutAsync(new BlobName(name), new byte[bytes], BlobCondition.None, CancellationToken.None);
}
