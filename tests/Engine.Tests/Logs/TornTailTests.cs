using Serverless.Engine.Hosting;
using Serverless.Engine.Tests.Faults;

namespace Serverless.Engine.Tests.Logs;

public sealed class TornTailTests
{
    [Fact]
    public async Task Open_TailTornAtEveryByteOfTheLastFrame_LosesThatFrameOnly()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a", "b");
        // The frame that creates "c" is the last one of a segment of its own: the engine never starts, so no step follows it.
        await using (var engine = await EmbeddedEngine.OpenAsync(hub.Options with { Folder = hub.Folder }))
            await engine.Client.StartAsync(new("Main", 1), 1, new("c"), CancellationToken.None);
        var segment = hub.Segments[^1];
        var whole = await File.ReadAllBytesAsync(segment);
        var frames = TestHub.Frames(segment);
        Assert.Equal(["a", "b", "c"], (await hub.IdsAsync()).ToArray());
        foreach (var added in hub.Segments.Where(s => string.CompareOrdinal(s, segment) > 0)) File.Delete(added);
        for (var length = (int)frames[^2]; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(segment, whole[..length]);
            await using (var engine = await EmbeddedEngine.OpenAsync(hub.Options with { Folder = hub.Folder }))
            {
                var found = await engine.Client.QueryAsync(new(), CancellationToken.None);
                Assert.Equal(["a", "b"], found.Instances.Select(i => i.Id.Value).ToArray());
            }
        }
    }

    [Fact]
    public async Task Open_TailTornAndWrittenOn_ForgetsTheTornBytesForEver()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a", "b");
        var torn = hub.Segments[^1];
        var bytes = await File.ReadAllBytesAsync(torn);
        await File.WriteAllBytesAsync(torn, bytes[..^3]);
        await hub.StartManyAsync("c");
        Assert.Contains("c", await hub.IdsAsync());
        Assert.Equal(bytes[..^3], await File.ReadAllBytesAsync(torn));
    }

    [Fact]
    public async Task Open_SegmentCutWithinItsHeader_IsAsIfItWereNotThere()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a");
        var next = Path.Combine(hub.Folder, $"{hub.Segments.Count + 1:D10}.log");
        for (var length = 0; length < 56; length += 5)
        {
            await File.WriteAllBytesAsync(next, new byte[length]);
            Assert.Equal(["a"], (await hub.IdsAsync()).ToArray());
        }
    }
}
