using System.Text;
using System.Text.Json.Nodes;
using Serverless.Datasets.Versions;
using Serverless.Storage;
using Serverless.Storage.Conformance.Faults;
using Serverless.Testing.PowerLoss;
using static Serverless.Datasets.Tests.Versions.CommitWorld;

namespace Serverless.Datasets.Tests.Versions;

/// <summary>
/// Whichever call to storage fails while a version is written, before its effect or after it: readers see the version of before or the new one, and the one who tries
/// again ends with the new one, once, and a manifest that shows it.
/// </summary>
public sealed class CommitFaultTests
{
    [Fact]
    public Task Create_AnyCallFails_HappensOnceWhenRetried() => CheckAsync(_ => Task.CompletedTask, s => s.CommitAsync(Commit("a", WriteMode.Create, "m=1/aa"), null, default), "none", "m=1/aa");

    [Fact]
    public Task Append_ToADatasetOfAManifestAlone_HappensOnceWhenRetried() =>
        CheckAsync(PutLegacyAsync, s => s.CommitAsync(Commit("a", WriteMode.Append, "m=1/aa"), null, default), "m=0/00", "m=0/00 m=1/aa");

    [Fact]
    public Task Replace_OfADatasetOfAManifestAlone_HappensOnceWhenRetried() =>
        CheckAsync(PutLegacyAsync, s => s.CommitAsync(Commit("a", WriteMode.Replace, "m=1/aa"), null, default), "m=0/00", "m=1/aa");

    [Fact]
    public Task Append_ThatWritesACheckpoint_HappensOnceWhenRetried() => CheckAsync(
        async blobs =>
        {
            for (var i = 0; i < 10; i++) await Open(blobs).CommitAsync(Commit($"before{i}", WriteMode.Append, $"m={i}/bb"), null, default);
        },
        s => s.CommitAsync(Commit("a", WriteMode.Append, "m=a/aa"), null, default),
        "m=0/bb m=1/bb m=2/bb m=3/bb m=4/bb m=5/bb m=6/bb m=7/bb m=8/bb m=9/bb",
        "m=0/bb m=1/bb m=2/bb m=3/bb m=4/bb m=5/bb m=6/bb m=7/bb m=8/bb m=9/bb m=a/aa",
        hasCheckpoint: true);

    [Fact]
    public Task Delete_AnyCallFails_HappensWhenRetried() =>
        CheckAsync(blobs => Open(blobs).CommitAsync(Commit("a", WriteMode.Create, "m=1/aa"), null, default), s => s.DeleteAsync(Id, default), "m=1/aa", "none");

    [Fact]
    public async Task Adopt_AnyCallFails_HappensWhenRetried()
    {
        await FaultPlan.EachCallAsync(async plan =>
        {
            var account = Account(new PowerLossFileSystem());
            var blobs = account.GetContainer("tenant");
            await Open(blobs).CommitAsync(Commit("a", WriteMode.Create, "m=1/aa", "m=2/bb"), null, default);
            await blobs.PutAsync(new BlobName("d/table/m=3/cc.parquet"), new byte[3], BlobCondition.None, default);
            var json = JsonNode.Parse((await blobs.GetAsync(DatasetManifest.NameOf(Id), default))!.Bytes.Span)!;
            json["partitions"]!.AsObject().Remove("m=1/aa");
            json["partitions"]!["m=3/cc"] = JsonNode.Parse("""{"files":{"table":"d/table/m=3/cc.parquet"}}""");
            await blobs.PutAsync(DatasetManifest.NameOf(Id), Encoding.UTF8.GetBytes(json.ToJsonString()), BlobCondition.None, default);
            await Assert.ThrowsAsync<DatasetChangedException>(() => ReadAsync(blobs));
            await IgnoreAsync(() => Open(new FaultingBlobAccount(account, plan).GetContainer("tenant")).AdoptAsync(Id, default));

            var version = await Open(blobs).AdoptAsync(Id, default);

            Assert.Equal(1, version.Number);
            Assert.Equal("m=2/bb m=3/cc", await ReadAsync(blobs));
            Assert.Equal("m=2/bb m=3/cc", await ReadManifestAsync(blobs));
        });
    }

    private static async Task CheckAsync(Func<IBlobStore, Task> before, Func<DatasetStore, Task> step, string old, string now, bool hasCheckpoint = false)
    {
        var calls = await FaultPlan.EachCallAsync(async plan =>
        {
            var account = Account(new PowerLossFileSystem());
            var blobs = account.GetContainer("tenant");
            await before(blobs);
            await IgnoreAsync(() => step(Open(new FaultingBlobAccount(account, plan).GetContainer("tenant"))));
            Assert.Contains(await ReadAsync(blobs), (string[])[old, now]);

            await step(Open(blobs));

            Assert.Equal(now, await ReadAsync(blobs));
            Assert.Equal(now, await ReadManifestAsync(blobs));
            if (hasCheckpoint) Assert.NotNull(await blobs.GetPropertiesAsync(new BlobName("d/_delta_log/00000000000000000010.checkpoint.parquet"), default));
        });
        Assert.InRange(calls, 4, 100);
    }

    private static async Task IgnoreAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (StorageUnavailableException)
        {
            // The fault.
        }
    }
}
