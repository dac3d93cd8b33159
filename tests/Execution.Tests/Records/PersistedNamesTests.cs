using System.Text;
using System.Text.Json;
using Serverless.BuiltIns;
using Serverless.Graph.Functions;
using Serverless.Jobs.Events;
using Serverless.Storage;
using Serverless.Store.Json;
using Serverless.Store.Records;

namespace Serverless.Execution.Tests.Records;

/// <summary>What runs of units leave in a job's folder, and hosts of other versions read. Add names, never edit an expectation.</summary>
public sealed class PersistedNamesTests
{
    [Fact]
    public void Progress_IsWrittenByName()
    {
        Assert.Equal("unit.progress", UnitProgress.Type);
        Assert.Equal("""{"stage":1,"unit":5,"node":"m","tasks":40,"seconds":12.5}""", JsonSerializer.Serialize(new UnitProgress(1, 5, "m", 40, 12.5), ExecutionJson.Options));
    }

    [Fact]
    public async Task Stops_AreOneBlobOfAJob()
    {
        await using var fixture = Bench();
        await fixture.Stores.Stops.AddAsync("job", "plans/p 5 1", default);
        await fixture.Stores.Stops.AddAsync("job", "plans/p 5 1 copy", default);

        var stored = (await fixture.Stores.Blobs.GetAsync(new BlobName("jobs/job/stops"), default))!.Bytes;
        Assert.Equal("""["plans/p 5 1","plans/p 5 1 copy"]""", Encoding.UTF8.GetString(stored.Span));
    }

    [Theory]
    [InlineData(false, "jobs/job/attempts/1-5")]
    [InlineData(true, "jobs/job/attempts/1-5-copy")]
    public async Task Attempts_OfTheTwoRuns_AreTwoBlobs(bool isCopy, string name)
    {
        await using var fixture = Bench();
        await fixture.Stores.Attempts.StartAsync("job", new AttemptRecord(1, 5, 1, 1, "host", DateTimeOffset.UnixEpoch, "m[0-9]") { IsSpeculative = isCopy }, canIsolate: false, default);

        var names = new List<string>();
        await foreach (var blob in fixture.Stores.Blobs.ListAsync("jobs/", default)) names.Add(blob.Name.Value);
        Assert.Equal([name], names);
    }

    private static UnitFixture Bench() => new(new FunctionCatalogBuilder().AddBuiltIns().Build());
}
