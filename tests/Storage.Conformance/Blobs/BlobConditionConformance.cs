using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Conditional writes, alone and under contention.</summary>
public abstract class BlobConditionConformance : BlobConformance
{
    /// <summary>Rounds of a contention test; more where a round is cheap.</summary>
    protected abstract int Rounds { get; }

    [Fact]
    public async Task Put_IfAbsentAndBlobExists_ConflictsAndChangesNothing()
    {
        var first = await PutAsync("a", "first", BlobCondition.IfAbsent);
        var conflict = await Assert.ThrowsAsync<StorageConflictException>(() => PutAsync("a", "second", BlobCondition.IfAbsent));
        Assert.Equal(Name("a"), conflict.Name);
        Assert.Equal("first", await GetAsync("a"));
        Assert.Equal(first.ETag, (await Store.GetPropertiesAsync(Name("a"), CancellationToken.None))!.ETag);
    }

    [Fact]
    public async Task Put_IfMatchOfAnOldVersion_Conflicts()
    {
        var first = await PutAsync("a", "first");
        var second = await PutAsync("a", "second", BlobCondition.IfMatch(first.ETag));
        Assert.NotEqual(first.ETag, second.ETag);
        await Assert.ThrowsAsync<StorageConflictException>(() => PutAsync("a", "third", BlobCondition.IfMatch(first.ETag)));
        Assert.Equal("second", await GetAsync("a"));
    }

    [Fact]
    public async Task Put_IfMatchAndBlobIsMissing_Conflicts()
    {
        var gone = await PutAsync("a", "first");
        await Store.DeleteAsync(Name("a"), BlobCondition.None, CancellationToken.None);
        await Assert.ThrowsAsync<StorageConflictException>(() => PutAsync("a", "second", BlobCondition.IfMatch(gone.ETag)));
        Assert.Null(await GetAsync("a"));
    }

    [Fact]
    public async Task Delete_IfMatchOfAnOldVersion_ConflictsAndKeepsTheBlob()
    {
        var first = await PutAsync("a", "first");
        var second = await PutAsync("a", "second");
        await Assert.ThrowsAsync<StorageConflictException>(() => Store.DeleteAsync(Name("a"), BlobCondition.IfMatch(first.ETag), CancellationToken.None));
        Assert.Equal("second", await GetAsync("a"));
        Assert.True(await Store.DeleteAsync(Name("a"), BlobCondition.IfMatch(second.ETag), CancellationToken.None));
    }

    [Fact]
    public async Task Put_SameContentAgainAndAgain_EachVersionHasAnETagOfItsOwn()
    {
        var seen = new HashSet<ETag>();
        for (var i = 0; i < 30; i++)
        {
            Assert.True(seen.Add((await PutAsync("a", "same")).ETag));
            if (i % 3 == 0) await Store.DeleteAsync(Name("a"), BlobCondition.None, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Put_HundredWritersIfAbsent_ExactlyOneWinsEachRound()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"rounds/{round}";
            var wins = await RaceAsync(writer => PutAsync(name, $"writer {writer}", BlobCondition.IfAbsent));
            Assert.Equal($"writer {Assert.Single(wins)}", await GetAsync(name));
        }
    }

    [Fact]
    public async Task Put_HundredWritersIfMatch_ExactlyOneWinsEachRound()
    {
        var version = (await PutAsync("a", "start")).ETag;
        for (var round = 0; round < Rounds; round++)
        {
            var wins = await RaceAsync(writer => PutAsync("a", $"{round} of {writer}", BlobCondition.IfMatch(version)));
            Assert.Equal($"{round} of {Assert.Single(wins)}", await GetAsync("a"));
            version = (await Store.GetPropertiesAsync(Name("a"), CancellationToken.None))!.ETag;
        }
    }

    [Fact]
    public async Task Put_CounterRaisedByManyWriters_LosesNoIncrement()
    {
        await PutAsync("counter", "0");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 5;)
            {
                var now = (await Store.GetAsync(Name("counter"), CancellationToken.None))!;
                try
                {
                    await PutAsync("counter", $"{int.Parse(Text(now.Bytes)) + 1}", BlobCondition.IfMatch(now.Properties.ETag));
                    done++;
                }
                catch (StorageConflictException)
                {
                    // Another writer was first: read again.
                }
            }
        })));
        Assert.Equal("40", await GetAsync("counter"));
    }

    private static async Task<List<int>> RaceAsync(Func<int, Task> write)
    {
        using var start = new SemaphoreSlim(0);
        var writers = Enumerable.Range(0, 100).Select(writer => Task.Run(async () =>
        {
            await start.WaitAsync();
            try
            {
                await write(writer);
                return writer;
            }
            catch (StorageConflictException)
            {
                return -1;
            }
        })).ToList();
        start.Release(100);
        return [.. (await Task.WhenAll(writers)).Where(w => w >= 0)];
    }
}
