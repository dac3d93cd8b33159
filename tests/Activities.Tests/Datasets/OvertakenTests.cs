namespace Serverless.Activities.Tests.Datasets;

/// <summary>A replacement that was made from what a dataset held does not take out what others brought meanwhile.</summary>
public sealed class OvertakenTests : IAsyncDisposable
{
    private const string Modify = """
        {
          "nodes": {
            "r": { "read": { "dataset": "d" } },
            "q": { "call": "sql", "over": { "input": "r" }, "args": ["SELECT v + 10 AS v FROM input"] },
            "w": { "write": { "dataset": "d", "mode": "replace" }, "over": "q" }
          },
          "outputs": ["w"]
        }
        """;

    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Replace_OfWhatOthersAppendedToSince_IsRefusedAndNamesThem()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));

        var said = await _fixture.FailureAfterAsync("modify", Modify, () => _fixture.DoneAsync("other", DatasetFixture.Write("SELECT 2 AS v")));

        Assert.Contains("changed since version 0", said, StringComparison.Ordinal);
        Assert.Contains("version 1 of job other brought 1 file", said, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await _fixture.ReadAsync());
    }

    [Theory]
    [InlineData("replace", "took out 1")]
    [InlineData("append", "brought 1 file and changed the schema")]
    public async Task Replace_OfWhatOthersReplacedOrWidenedSince_IsRefused(string mode, string change)
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1::SMALLINT AS v"));

        var said = await _fixture.FailureAfterAsync(
            "modify", Modify, () => _fixture.DoneAsync("other", DatasetFixture.Write(mode == "append" ? "SELECT 70000::BIGINT AS v" : "SELECT 2::SMALLINT AS v", mode)));

        Assert.Contains(change, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_OfADatasetThatIsGoneSince_IsRefused()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));

        var said = await _fixture.FailureAfterAsync("modify", Modify, async () => await _fixture.Stores.Datasets.DeleteAsync(new("d"), default));

        Assert.Contains("took out 1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replace_OfWhatItHasNotRead_ComesAfterWhateverIsThere()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));

        Assert.Null(await _fixture.FailureAfterAsync(
            "blind", DatasetFixture.Write("SELECT 3 AS v", "replace"), () => _fixture.DoneAsync("other", DatasetFixture.Write("SELECT 2 AS v"))));

        Assert.Equal(["3"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Append_OfWhatItHasRead_StaysBesideOthers()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));
        var append = Modify.Replace("\"replace\"", "\"append\"", StringComparison.Ordinal);

        Assert.Null(await _fixture.FailureAfterAsync("more", append, () => _fixture.DoneAsync("other", DatasetFixture.Write("SELECT 2 AS v"))));

        Assert.Equal(["1", "2", "11"], await _fixture.ReadAsync());
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task Overwrite_OfPartitions_IsOvertakenInThoseAlone(int other, bool isDone)
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS k, 5 AS v", partitionBy: "\"k\""));
        var overwrite = Modify.Replace("SELECT v + 10 AS v FROM input", "SELECT k, v + 10 AS v FROM input", StringComparison.Ordinal)
            .Replace("\"replace\"", "\"overwritePartitions\", \"partitionBy\": [\"k\"]", StringComparison.Ordinal);

        var said = await _fixture.FailureAfterAsync(
            "modify", overwrite, () => _fixture.DoneAsync("other", DatasetFixture.Write($"SELECT {other} AS k, 7 AS v", partitionBy: "\"k\"")));

        if (isDone) Assert.Null(said);
        else Assert.Contains("version 1 of job other brought 1 file", said, StringComparison.Ordinal);
        Assert.Equal(isDone ? ["15|1", "7|2"] : ["5|1", "7|1"], (await _fixture.ReadAsync("SELECT v, k FROM input")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Overwrite_ByNoRows_ChangesNothing()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS k, 5 AS v", partitionBy: "\"k\""));
        await _fixture.DoneAsync("none", DatasetFixture.Write("SELECT 1 AS k, 5 AS v WHERE false", "overwritePartitions", "\"k\""));
        Assert.Equal(["5|1"], await _fixture.ReadAsync("SELECT v, k FROM input"));
    }

    [Fact]
    public async Task Replace_Retried_IsCommittedOnceWhateverCameAfter()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));
        await _fixture.DoneAsync("modify", Modify);
        await _fixture.DoneAsync("other", DatasetFixture.Write("SELECT 2 AS v"));
        await _fixture.ForgetAsync(static _ => true);

        await _fixture.DoneAsync("modify", Modify);

        Assert.Equal(["2", "11"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Replace_AfterAnotherCommitOfItsJob_SaysThatTheTwoDoNotGoTogether()
    {
        await _fixture.DoneAsync("first", DatasetFixture.Write("SELECT 1 AS v"));
        var two = Modify.Replace("\"w\": {", "\"e\": { \"write\": { \"dataset\": \"e\" }, \"over\": \"q\" }, \"w\": { \"after\": [\"e\"],", StringComparison.Ordinal);

        var said = await _fixture.FailureAfterAsync("modify", two, static () => Task.CompletedTask, () => _fixture.DoneAsync("other", DatasetFixture.Write("SELECT 2 AS v")));

        Assert.Contains("has committed dataset 'e' from what it read before", said, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await _fixture.ReadAsync());
    }
}
