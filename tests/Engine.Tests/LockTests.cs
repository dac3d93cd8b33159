using System.Diagnostics;
using Serverless.Engine.Locking;
using Serverless.Engine.Tests.Faults;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Engine.Tests;

public sealed class LockTests
{
    [Fact]
    public async Task Open_HeldByAnother_ThrowsNamingProcessAndUrl()
    {
        using var hub = new TestHub();
        hub.Options = hub.Options with { LockInfo = new HubOwner(4711, "http://127.0.0.1:7070", "secret") };
        await using var engine = await hub.OpenAsync();
        var thrown = await Assert.ThrowsAsync<HubInUseException>(hub.OpenAsync);
        Assert.Contains("4711", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:7070", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("secret", thrown.Owner!.Key);
    }

    [Fact]
    public async Task Announce_Later_IsWhatOthersSee()
    {
        using var hub = new TestHub();
        await using var engine = await hub.OpenAsync();
        Assert.Null((await Assert.ThrowsAsync<HubInUseException>(hub.OpenAsync)).Owner!.Url);
        engine.Announce(new HubOwner(Environment.ProcessId, "http://127.0.0.1:1234"));
        Assert.Equal("http://127.0.0.1:1234", (await Assert.ThrowsAsync<HubInUseException>(hub.OpenAsync)).Owner!.Url);
    }

    [Fact]
    public async Task Open_LockOfADeadProcess_IsTakenOver()
    {
        using var hub = new TestHub();
        await hub.StartManyAsync("a");
        // What a killed process leaves: both files, and no one who holds the lock.
        await File.WriteAllTextAsync(Path.Combine(hub.Folder, HubLock.LockName), "");
        await File.WriteAllTextAsync(Path.Combine(hub.Folder, HubLock.OwnerName), """{"processId":4711}""");
        Assert.Equal(["a"], (await hub.IdsAsync()).ToArray());
    }

    [Fact]
    public async Task Open_OwnerFileAndFolder_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var hub = new TestHub();
        hub.Options = hub.Options with { LockInfo = new HubOwner(4711, "http://127.0.0.1:7070", "secret") };
        await using var engine = await hub.OpenAsync();
        var file = Path.Combine(hub.Folder, HubLock.OwnerName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(hub.Folder));
        // Announced anew, and left open by somebody: the next who looks closes it.
        engine.Announce(new HubOwner(4711, "http://127.0.0.1:7071", "secret"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await Assert.ThrowsAsync<HubInUseException>(hub.OpenAsync);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Dispose_FreesTheFolder()
    {
        using var hub = new TestHub();
        await (await hub.OpenAsync()).DisposeAsync();
        await (await hub.OpenAsync()).DisposeAsync();
        Assert.False(File.Exists(Path.Combine(hub.Folder, HubLock.OwnerName)));
    }

    /// <summary>A child shares its parent's open files until it runs its own program; a lock that was let go must not live on in it.</summary>
    [Fact]
    public async Task TryLock_WhileChildrenAreStarted_IsFreeOnceLetGo()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        var children = Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var child = Process.Start("true");
                child.WaitForExit();
            }
        });
        var times = 0;
        for (; !children.IsCompleted; times++)
        {
            using var held = DiskFileSystem.Instance.TryLock(folder.Of("lock"));
            Assert.NotNull(held);
        }
        await children;
        Assert.True(times > 100);
    }
}
