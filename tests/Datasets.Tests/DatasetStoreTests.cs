using System.Text;
using Serverless.Storage;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Datasets.Tests;

public sealed class DatasetStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IBlobStore _blobs;
    private readonly DatasetStore _store;

    public DatasetStoreTests()
    {
        _blobs = new LocalBlobAccount(_folder.Path, TimeProvider.System).GetContainer("default");
        _store = new DatasetStore(_blobs, new ManualTime(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)));
    }

    public void Dispose() => _folder.Dispose();

    private static DatasetCommit Commit(string id, string commit, WriteMode mode, params string[] labels) => new()
    {
        Id = new DatasetId(id),
        CommitId = commit,
        Mode = mode,
        PartitionKeys = ["m"],
        KeyTypes = ["BIGINT"],
        Added = [.. labels.Select(l => DatasetPartition.Create(new DatasetId(id), l))],
    };

    [Fact]
    public async Task Commit_New_WritesKartotheksJson()
    {
        await _store.CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa", "m=2/bb"), default);

        var json = Encoding.UTF8.GetString((await _blobs.GetAsync(new BlobName("flights.by-dataset-metadata.json"), default))!.Bytes.Span);

        Assert.Equal(
            """{"dataset_metadata_version":4,"dataset_uuid":"flights","metadata":{"creation_time":"2026-02-03T04:05:06.000000","serverless_commits":["c1"],"serverless_key_types":["BIGINT"]},"partitions":{"m=1/aa":{"files":{"table":"flights/table/m=1/aa.parquet"}},"m=2/bb":{"files":{"table":"flights/table/m=2/bb.parquet"}}},"partition_keys":["m"]}""",
            json);
    }

    [Fact]
    public async Task Commit_Again_ChangesNothing()
    {
        var first = await _store.CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"), default);

        Assert.Equal(first.ETag, (await _store.CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"), default)).ETag);
        await Assert.ThrowsAsync<DatasetExistsException>(() => _store.CommitAsync(Commit("d", "c2", WriteMode.Create, "m=1/bb"), default));
    }

    [Fact]
    public async Task Commit_AppendsAtOnce_AllAreIn()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _store.CommitAsync(Commit("d", $"c{i}", WriteMode.Append, $"m={i}/aa"), default)));

        Assert.Equal(12, (await _store.LoadAsync(new DatasetId("d"), default)).Manifest.Partitions.Count);
    }

    [Fact]
    public async Task Commit_ReplaceThatIsNotTheLast_HappensAgain()
    {
        await _store.CommitAsync(Commit("d", "c1", WriteMode.Replace, "m=1/aa"), default);
        await _store.CommitAsync(Commit("d", "c2", WriteMode.Replace, "m=2/bb"), default);
        Assert.False(await _store.IsLastCommitAsync(new DatasetId("d"), "c1", default));

        await _store.CommitAsync(Commit("d", "c1", WriteMode.Replace, "m=1/aa"), default);

        Assert.Equal(["m=1/aa"], (await _store.LoadAsync(new DatasetId("d"), default)).Manifest.Partitions.Keys);
    }

    [Fact]
    public async Task Load_Missing_NamesWhatThereIs()
    {
        await _store.CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa"), default);

        var error = await Assert.ThrowsAsync<DatasetNotFoundException>(() => _store.LoadAsync(new DatasetId("fligths"), default));

        Assert.Contains("There are: flights.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ManyOtherBlobs_GivesDatasetsInOneListingOfTheTop()
    {
        await _store.CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa"), default);
        await _store.CommitAsync(Commit("airports", "c2", WriteMode.Create, "m=1/aa"), default);
        foreach (var name in (string[])["results/a", "jobs/x/document.json", "jobs/not.by-dataset-metadata.json", "other.json"]) await _blobs.PutAsync(new BlobName(name), default, BlobCondition.None, default);
        var counts = new StorageCounts();
        var counted = new CountingBlobAccount(new LocalBlobAccount(_folder.Path, TimeProvider.System), counts).GetContainer("default");

        Assert.Equal(["airports", "flights"], await new DatasetStore(counted, TimeProvider.System).ListAsync(default));

        Assert.Equal(1, counts.Total);
    }

    [Fact]
    public async Task Append_OtherPartitionKeys_IsRefused()
    {
        await _store.CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"), default);

        await Assert.ThrowsAsync<DatasetConflictException>(() => _store.CommitAsync(Commit("d", "c2", WriteMode.Append, "m=2/bb") with { PartitionKeys = ["day"] }, default));
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("a/b")]
    [InlineData("Index")]
    [InlineData("sales.v2")]
    [InlineData("")]
    public void DatasetId_ForbiddenName_IsRefused(string name) => Assert.Throws<ArgumentException>(() => new DatasetId(name));
}
