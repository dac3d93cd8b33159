using System.Globalization;
using Serverless.Activities.Stages;
using Serverless.Datasets;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Earlier versions of a dataset, read by number and by time.</summary>
public sealed class AsOfTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Read_AsOfAnyVersion_IsWhatWasThereThen()
    {
        // Beyond a checkpoint, which stands for the versions before it.
        for (var n = 0; n < 13; n++) await _fixture.DoneAsync($"job{n}", DatasetFixture.Write($"SELECT {n} AS v", n % 5 == 4 ? "replace" : "append"));

        for (var n = 0; n < 13; n++)
        {
            var expected = Enumerable.Range(n < 4 ? 0 : n - ((n - 4) % 5), n < 4 ? n + 1 : ((n - 4) % 5) + 1).Select(v => $"{v}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, (await _fixture.ReadAsync("SELECT v FROM input", $", \"asOf\": {n}")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Read_AsOfATime_IsTheNewestVersionThatWasThereThen()
    {
        await _fixture.DoneAsync("one", DatasetFixture.Write("SELECT 1 AS v"));
        await _fixture.DoneAsync("two", DatasetFixture.Write("SELECT 2 AS v"));
        var times = new List<DateTimeOffset>();
        await foreach (var change in _fixture.Stores.Datasets.HistoryAsync(new DatasetId("d"), default)) times.Add(change.Time);

        Assert.Equal(["1", "2"], await _fixture.ReadAsync("SELECT v FROM input ORDER BY v", AsOf(times[0])));
        if (times[1] < times[0]) Assert.Equal(["1"], await _fixture.ReadAsync("SELECT v FROM input", AsOf(times[1])));
        var missing = await Assert.ThrowsAsync<MissingInputException>(() => _fixture.ReadAsync("SELECT v FROM input", AsOf(times[1].AddSeconds(-1))));
        Assert.Contains("has no version so early that can be read. There are 0 (", missing.Message, StringComparison.Ordinal);

        static string AsOf(DateTimeOffset time) => $", \"asOf\": \"{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\"";
    }

    [Fact]
    public async Task Read_AsOfBeforeADeletion_IsThereAndTheDeletionIsNot()
    {
        await _fixture.DoneAsync("one", DatasetFixture.Write("SELECT 1 AS v"));
        await _fixture.Stores.Datasets.DeleteAsync(new DatasetId("d"), default);
        await _fixture.DoneAsync("two", DatasetFixture.Write("SELECT 2 AS v"));

        Assert.Equal(["1"], await _fixture.ReadAsync("SELECT v FROM input", ", \"asOf\": 0"));
        var missing = await Assert.ThrowsAsync<MissingInputException>(() => _fixture.ReadAsync("SELECT v FROM input", ", \"asOf\": 1"));
        Assert.Contains("has no version 1 that can be read", missing.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], await _fixture.ReadAsync("SELECT v FROM input", ", \"asOf\": 2"));
    }

    [Fact]
    public async Task Replace_ByAnEarlierVersion_RestoresIt()
    {
        await _fixture.DoneAsync("one", DatasetFixture.Write("SELECT 1 AS v"));
        await _fixture.DoneAsync("two", DatasetFixture.Write("SELECT 2 AS v", "replace"));

        await _fixture.DoneAsync("back", """
            { "nodes": { "r": { "read": { "dataset": "d", "asOf": 0 } }, "w": { "write": { "dataset": "d", "mode": "replace" }, "over": "r" } }, "outputs": ["w"] }
            """);

        Assert.Equal(["1"], await _fixture.ReadAsync("SELECT v FROM input"));
    }
}
