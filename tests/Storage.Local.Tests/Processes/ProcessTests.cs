using System.Globalization;
using System.Text;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Processes;

public sealed class ProcessTests
{
    [Fact]
    public async Task Put_ThreeProcessesRaiseACounter_LoseNoIncrement()
    {
        using var folder = new TempFolder();
        var blobs = new LocalBlobAccount(folder.Path, TimeProvider.System).GetContainer("tenant");
        await blobs.PutAsync(Child.Counter, "0"u8.ToArray(), BlobCondition.IfAbsent, CancellationToken.None);
        var children = Enumerable.Range(0, 3).Select(_ => new ChildProcess("increment", folder.Path, 100)).ToList();
        foreach (var child in children)
        {
            using (child) await child.EndAsync();
        }
        Assert.Equal("300", Encoding.UTF8.GetString((await blobs.GetAsync(Child.Counter, CancellationToken.None))!.Bytes.Span));
    }

    [Fact]
    public async Task Lease_ThreeProcessesConsume_EachMessageComesOnce()
    {
        using var folder = new TempFolder();
        var queue = new LocalQueueAccount(folder.Path, TimeProvider.System).GetQueue("units");
        var children = Enumerable.Range(0, 3).Select(_ => new ChildProcess("consume", folder.Path, 0)).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
            await queue.PutAsync(Encoding.UTF8.GetBytes($"{i}"), TimeSpan.Zero, token));
        var consumed = new List<string>();
        foreach (var child in children)
        {
            using (child)
            {
                await child.EndAsync();
                consumed.AddRange(child.Lines);
            }
        }
        Assert.Equal(Enumerable.Range(0, 600).Select(i => $"{i}").Order(), consumed.Order());
        Assert.Equal(0, await queue.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Put_ProcessIsKilledAgainAndAgain_AcknowledgedWritesAreThereAndNoneIsInPart()
    {
        using var folder = new TempFolder();
        var blobs = new LocalBlobAccount(folder.Path, TimeProvider.System).GetContainer("tenant");
        var queue = new LocalQueueAccount(folder.Path, TimeProvider.System).GetQueue("units");
        var acknowledged = new List<int>();
        for (var round = 1; round <= 6; round++)
        {
            using var child = new ChildProcess("write", folder.Path, round * 10_000);
            // Each round dies at another moment of its work.
            var lines = 5 + round * 7;
            await Condition.WaitAsync("the child writes", () => child.Lines.Count >= lines);
            await child.KillAsync();
            acknowledged.AddRange(child.Lines.Select(l => int.Parse(l, CultureInfo.InvariantCulture)));
        }
        foreach (var number in acknowledged)
        {
            var found = await blobs.GetAsync(new BlobName($"each/{number % 10}/{number}"), CancellationToken.None);
            Assert.Equal(Child.Content(number), found!.Bytes.ToArray());
        }
        var same = (await blobs.GetAsync(Child.Same, CancellationToken.None))!.Bytes.ToArray();
        var last = int.Parse(Encoding.UTF8.GetString(same.AsSpan(0, 8)), CultureInfo.InvariantCulture);
        Assert.True(last >= acknowledged.Max());
        Assert.Equal(Child.Content(last), same);
        await foreach (var blob in blobs.ListAsync("each/", CancellationToken.None))
        {
            var number = int.Parse(blob.Name.Value.Split('/')[^1], CultureInfo.InvariantCulture);
            Assert.Equal(Child.Content(number).Length, blob.Length);
        }
        Assert.InRange(await queue.CountAsync(CancellationToken.None), acknowledged.Count, acknowledged.Count + 6);
    }
}
