using Serverless.Durable;
using Serverless.Engine.Hosting;
using Serverless.Engine.Repair;
using Serverless.Engine.Tests.Faults;

namespace Serverless.Engine.Tests.Logs;

public sealed class DamageTests
{
    [Fact]
    public async Task Open_AnyBitFlippedBeforeTheLastFrame_RefusesNamingSegmentAndOffset()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a", "b", "c");
        var segment = hub.Segments[0];
        var whole = await File.ReadAllBytesAsync(segment);
        var frames = TestHub.Frames(segment);
        for (var at = 0; at < frames[^2]; at += 1)
        {
            var bytes = whole.ToArray();
            bytes[at] ^= (byte)(1 << (at % 8));
            await File.WriteAllBytesAsync(segment, bytes);
            var thrown = await Assert.ThrowsAnyAsync<HubException>(() => EmbeddedEngine.OpenAsync(hub.Options with { Folder = hub.Folder }));
            Assert.Contains(Path.GetFileName(segment), thrown.Message, StringComparison.Ordinal);
            if (thrown is HubDamagedException damaged) Assert.Equal(at < 56 ? 0 : frames.Last(f => f <= at), damaged.Offset);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(segment));
        }
    }

    [Fact]
    public async Task Open_SegmentMissing_Refuses()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a");
        await hub.StartManyAsync("b");
        await hub.StartManyAsync("c");
        File.Delete(hub.Segments[1]);
        await Assert.ThrowsAsync<HubDamagedException>(() => EmbeddedEngine.OpenAsync(hub.Options with { Folder = hub.Folder }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(99)]
    public async Task Open_FormatOfAnotherVersion_RefusesNamingBoth(byte version)
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a");
        var bytes = await File.ReadAllBytesAsync(hub.Segments[0]);
        bytes[8] = version;
        await File.WriteAllBytesAsync(hub.Segments[0], bytes);
        var thrown = await Assert.ThrowsAnyAsync<HubException>(() => EmbeddedEngine.OpenAsync(hub.Options with { Folder = hub.Folder }));
        if (version > 0) Assert.Contains($"has log format {version}; this build reads format 1", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mend_DamageInTheMiddle_ShowsWhatIsLostAndKeepsTheRest()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a", "b");
        await hub.StartManyAsync("c");
        var segment = hub.Segments[0];
        var frames = TestHub.Frames(segment);
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[frames[^2] + 25] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);
        var before = Directory.EnumerateFiles(hub.Folder).ToHashSet(StringComparer.Ordinal);
        var report = HubRepair.Inspect(hub.Folder)!;
        Assert.Equal(before, Directory.EnumerateFiles(hub.Folder).ToHashSet(StringComparer.Ordinal));
        Assert.True(report.CanMend);
        Assert.Equal(frames[^2], report.Offset);
        Assert.True(report.LostFrames > 0);
        Assert.Contains(new InstanceId("c"), report.LostInstances);
        Assert.DoesNotContain(new InstanceId("a"), report.LostInstances);
        Assert.Equal(report.Offset, HubRepair.Mend(hub.Folder)!.Offset);
        Assert.Null(HubRepair.Inspect(hub.Folder));
        var ids = await hub.IdsAsync();
        Assert.Contains("a", ids);
        Assert.DoesNotContain("c", ids);
        Assert.NotEmpty(Directory.EnumerateFiles(hub.Folder, "*.lost"));
        await hub.StartManyAsync("c");
        Assert.Contains("c", await hub.IdsAsync());
    }
}
