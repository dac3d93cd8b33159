using System.Text;
using System.Text.Json.Nodes;
using Serverless.Datasets.Schemas;
using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Storage.Counting;
using Serverless.Storage.Local;
using Serverless.Tables.Types;
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

    private static DatasetSchema Schema(string key, params string[] columns) => new([Column(key)], [.. columns.Select(Column)]);

    private static DatasetColumn Column(string text) => new(text.Split(' ', 2)[0], ColumnType.Parse(text.Split(' ', 2)[1].Replace("?", "", StringComparison.Ordinal))) { IsNull = text.EndsWith('?') };

    private Task<DatasetVersion> CommitAsync(DatasetCommit commit) => _store.CommitAsync(commit, null, default);

    private async Task<IEnumerable<string>> LabelsAsync(string id) => (await _store.LoadAsync(new DatasetId(id), default)).Manifest.Partitions.Keys;

    private static DatasetCommit Commit(string id, string commit, WriteMode mode, params string[] labels) => new()
    {
        Id = new DatasetId(id),
        CommitId = commit,
        Token = $"token of {commit}",
        Mode = mode,
        PartitionKeys = ["m"],
        Schema = Schema("m BIGINT", "v DOUBLE"),
        Added = [.. labels.Select(l => DatasetPartition.Create(new DatasetId(id), l))],
    };

    [Fact]
    public async Task Commit_New_WritesKartotheksJson()
    {
        await CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa", "m=2/bb"));

        var json = Encoding.UTF8.GetString((await _blobs.GetAsync(new BlobName("flights.by-dataset-metadata.json"), default))!.Bytes.Span);

        Assert.Equal(
            """{"dataset_metadata_version":4,"dataset_uuid":"flights","metadata":{"creation_time":"2026-02-03T04:05:06.000000","serverless_key_types":["BIGINT"],"serverless_keys":[{"name":"m","type":"BIGINT"}],"serverless_schema":{"table":[{"name":"v","type":"DOUBLE"}]},"serverless_version":0},"partitions":{"m=1/aa":{"files":{"table":"flights/table/m=1/aa.parquet"}},"m=2/bb":{"files":{"table":"flights/table/m=2/bb.parquet"}}},"partition_keys":["m"]}""",
            json);
    }

    [Fact]
    public async Task Commit_Again_ChangesNothing()
    {
        var first = await CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"));

        Assert.Equal(first.Number, (await CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"))).Number);
        await Assert.ThrowsAsync<DatasetExistsException>(() => CommitAsync(Commit("d", "c2", WriteMode.Create, "m=1/bb")));
    }

    [Fact]
    public async Task Commit_AppendsAtOnce_AllAreIn()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => CommitAsync(Commit("d", $"c{i}", WriteMode.Append, $"m={i}/aa"))));

        Assert.Equal(12, (await _store.LoadAsync(new DatasetId("d"), default)).Manifest.Partitions.Count);
    }

    [Theory]
    [InlineData(WriteMode.Replace)]
    [InlineData(WriteMode.Append)]
    public async Task Commit_RepeatedAfterOthers_ChangesNothing(WriteMode mode)
    {
        await CommitAsync(Commit("d", "a", mode, "m=1/aa"));
        await CommitAsync(Commit("d", "b", WriteMode.Replace, "m=2/bb"));
        var before = await _store.LoadAsync(new DatasetId("d"), default);

        Assert.Equal(before.Number, (await CommitAsync(Commit("d", "a", mode, "m=1/aa"))).Number);

        Assert.True(await _store.HasCommittedAsync(new DatasetId("d"), "a", default));
        Assert.False(await _store.IsLastCommitAsync(new DatasetId("d"), "token of a", default));
        Assert.Equal(["m=2/bb"], await LabelsAsync("d"));
    }

    [Fact]
    public async Task Commit_OfAnotherJobWithEqualToken_HappensAnew()
    {
        await CommitAsync(Commit("d", "a", WriteMode.Replace, "m=1/aa"));
        await CommitAsync(Commit("d", "b", WriteMode.Replace, "m=2/bb"));

        await CommitAsync(Commit("d", "c", WriteMode.Replace, "m=1/aa") with { Token = "token of a" });

        Assert.Equal(["m=1/aa"], await LabelsAsync("d"));
        Assert.True(await _store.IsLastCommitAsync(new DatasetId("d"), "token of a", default));
    }

    [Fact]
    public async Task IsLastCommit_AnotherProgramChangedTheFilesAndKeptOurMetadata_IsRefusedUntilAdopted()
    {
        await CommitAsync(Commit("d", "a", WriteMode.Replace, "m=1/aa", "m=2/bb"));
        var name = DatasetStore.ManifestOf(new DatasetId("d"));
        var json = JsonNode.Parse((await _blobs.GetAsync(name, default))!.Bytes.Span)!;
        json["partitions"]!.AsObject().Remove("m=2/bb");
        await _blobs.PutAsync(name, Encoding.UTF8.GetBytes(json.ToJsonString()), BlobCondition.None, default);

        await Assert.ThrowsAsync<DatasetChangedException>(() => _store.IsLastCommitAsync(new DatasetId("d"), "token of a", default));
        await Assert.ThrowsAsync<DatasetChangedException>(() => _store.LoadAsync(new DatasetId("d"), default));
        await Assert.ThrowsAsync<DatasetChangedException>(() => CommitAsync(Commit("d", "b", WriteMode.Append, "m=3/cc")));

        Assert.Equal(["m=1/aa"], (await _store.AdoptAsync(new DatasetId("d"), default)).Manifest.Partitions.Keys);
        Assert.False(await _store.IsLastCommitAsync(new DatasetId("d"), "token of a", default));
        await CommitAsync(Commit("d", "b", WriteMode.Append, "m=3/cc"));
        Assert.Equal(["m=1/aa", "m=3/cc"], await LabelsAsync("d"));
    }

    [Fact]
    public async Task Commit_ManifestOfAnEarlierBuild_KnowsItsCommitsByToken()
    {
        const string Old = """{"dataset_metadata_version":4,"dataset_uuid":"d","metadata":{"creation_time":"x","serverless_commits":["t1","t2"],"serverless_key_types":["BIGINT"]},"partitions":{"m=1/aa":{"files":{"table":"d/table/m=1/aa.parquet"}}},"partition_keys":["m"]}""";
        await _blobs.PutAsync(DatasetStore.ManifestOf(new DatasetId("d")), Encoding.UTF8.GetBytes(Old), BlobCondition.None, default);

        Assert.True(await _store.IsLastCommitAsync(new DatasetId("d"), "t2", default));
        Assert.Single((await CommitAsync(Commit("d", "job/w", WriteMode.Append, "m=2/bb") with { Token = "t1" })).Manifest.Partitions);
        Assert.Equal(2, (await CommitAsync(Commit("d", "job/w", WriteMode.Append, "m=2/bb") with { Token = "t3" })).Manifest.Partitions.Count);
    }

    [Fact]
    public async Task Append_Nothing_KeepsKeysAndColumns()
    {
        await CommitAsync(Commit("d", "a", WriteMode.Create, "m=1/aa"));

        await CommitAsync(Commit("d", "b", WriteMode.Append) with { Schema = null });
        await CommitAsync(Commit("d", "c", WriteMode.Append) with { Schema = Schema("m VARCHAR?", "x DATE?") });

        Assert.Equal("[m BIGINT] v DOUBLE", (await _store.LoadAsync(new DatasetId("d"), default)).Manifest.SchemaOf("table")!.ToString());
    }

    [Fact]
    public async Task Append_OtherColumnsAndKeys_NamesAllDifferencesAndChangesNothing()
    {
        var first = await CommitAsync(Commit("d", "a", WriteMode.Create, "m=1/aa") with { Schema = Schema("m BIGINT", "v DOUBLE", "s VARCHAR", "n INTEGER", "w SMALLINT", "e INTEGER?") });

        var error = await Assert.ThrowsAsync<DatasetSchemaException>(() => CommitAsync(Commit("d", "b", WriteMode.Append, "m=x/bb") with { Schema = Schema("m VARCHAR", "v BIGINT", "extra DATE", "n VARCHAR?", "w BIGINT", "e DATE") }));

        Assert.Equal(
            [
                "the partition key 'm' is BIGINT in the dataset and VARCHAR in the new data",
                "the column 'v' is DOUBLE in the dataset and BIGINT in the new data",
                "the column 's' (VARCHAR) is missing in the new data",
                "the column 'extra' (DATE) is not in the dataset",
            ],
            error.Differences);
        Assert.Equal(first.Number, (await _store.LoadAsync(new DatasetId("d"), default)).Number);
    }

    [Fact]
    public async Task Append_WidthsAndNulls_GrowTheSchema()
    {
        await CommitAsync(Commit("d", "a", WriteMode.Create, "m=1/aa") with { Schema = Schema("m TINYINT", "w SMALLINT", "n INTEGER?", "k VARCHAR") });

        await CommitAsync(Commit("d", "b", WriteMode.Append, "m=2/bb") with { Schema = Schema("m BIGINT", "k INTEGER?", "w INTEGER", "n DATE") });

        Assert.Equal("[m BIGINT] w INTEGER, n DATE, k VARCHAR", (await _store.LoadAsync(new DatasetId("d"), default)).Manifest.SchemaOf("table")!.ToString());
    }

    [Fact]
    public async Task Append_RowsOfAnotherTable_AreRefused()
    {
        await CommitAsync(Commit("d", "a", WriteMode.Create, "m=1/aa"));

        var error = await Assert.ThrowsAsync<DatasetConflictException>(() => CommitAsync(Commit("d", "b", WriteMode.Append, "m=2/bb") with { Table = "other" }));

        Assert.Contains("the table 'table'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"dataset_metadata_version":"x"}""")]
    [InlineData("""{"dataset_metadata_version":4,"dataset_uuid":"other","partitions":{},"metadata":{}}""")]
    [InlineData("""{"dataset_metadata_version":4,"dataset_uuid":"d","partitions":{"a":1},"metadata":{}}""")]
    [InlineData("""{"dataset_metadata_version":4,"dataset_uuid":"d","partitions":{},"metadata":{"serverless_key_types":["NO TYPE"]},"partition_keys":["m"]}""")]
    [InlineData("""{"dataset_metadata_version":4,"dataset_uuid":"d","partitions":{},"metadata":{"serverless_schema":{"table":[{"name":1}]}}}""")]
    [InlineData("""{"dataset_metadata_version":4,"dataset_uuid":"d","partitions":{},"metadata":{"serverless_schema":{"table":[{"name":"a","type":"("}]}}}""")]
    public async Task Load_DamagedManifest_NamesTheBlob(string content)
    {
        await _blobs.PutAsync(DatasetStore.ManifestOf(new DatasetId("d")), Encoding.UTF8.GetBytes(content), BlobCondition.None, default);

        var error = await Assert.ThrowsAnyAsync<DatasetException>(() => _store.LoadAsync(new DatasetId("d"), default));

        Assert.Contains("'d.by-dataset-metadata.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Missing_NamesWhatThereIs()
    {
        await CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa"));

        var error = await Assert.ThrowsAsync<DatasetNotFoundException>(() => _store.LoadAsync(new DatasetId("fligths"), default));

        Assert.Contains("There are: flights.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ManyOtherBlobs_GivesDatasetsInOneListingOfTheTop()
    {
        await CommitAsync(Commit("flights", "c1", WriteMode.Create, "m=1/aa"));
        await CommitAsync(Commit("airports", "c2", WriteMode.Create, "m=1/aa"));
        foreach (var name in (string[])["results/a", "jobs/x/document.json", "jobs/not.by-dataset-metadata.json", "other.json"]) await _blobs.PutAsync(new BlobName(name), default, BlobCondition.None, default);
        var counts = new StorageCounts();
        var counted = new CountingBlobAccount(new LocalBlobAccount(_folder.Path, TimeProvider.System), counts).GetContainer("default");

        Assert.Equal(["airports", "flights"], await new DatasetStore(counted, TimeProvider.System).ListAsync(default));

        Assert.Equal(1, counts.Total);
    }

    [Fact]
    public async Task Append_OtherPartitionKeys_IsRefused()
    {
        await CommitAsync(Commit("d", "c1", WriteMode.Create, "m=1/aa"));

        await Assert.ThrowsAsync<DatasetConflictException>(() => CommitAsync(Commit("d", "c2", WriteMode.Append) with { PartitionKeys = ["day"] }));
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("a/b")]
    [InlineData("Index")]
    [InlineData("sales.v2")]
    [InlineData("")]
    public void DatasetId_ForbiddenName_IsRefused(string name) => Assert.Throws<ArgumentException>(() => new DatasetId(name));
}
