using System.Globalization;
using Serverless.Native.Files;
using Serverless.Storage.Local.Tests.Processes;
using Serverless.Testing;

namespace Serverless.Storage.Local.Tests.Scratch;

public sealed class ScratchFolderTests : IDisposable
{
    private const int NoProcess = 2_000_000_000;

    private readonly TempFolder _root = new();

    [Fact]
    public void Dispose_FolderWithFiles_LeavesNothing()
    {
        using (var scratch = ScratchFolder.Create(_root.Path))
        {
            File.WriteAllText(Path.Combine(scratch.Path, "spill"), "x");
            Assert.Equal(2, Directory.GetFileSystemEntries(_root.Path).Length);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

    [Fact]
    public async Task RemoveAbandoned_OneProcessIsKilledAndOneLives_TakesTheDeadOnesOnly()
    {
        using var dead = await StartAsync();
        using var living = await StartAsync();
        using var own = ScratchFolder.Create(_root.Path);
        await dead.Process.KillAsync();

        ScratchFolder.RemoveAbandoned(_root.Path, TimeProvider.System);

        Assert.Equal(Sorted(living.Folder, living.Folder + ".lock", own.Path, own.Path + ".lock"), Sorted(Directory.GetFileSystemEntries(_root.Path)));
        Assert.True(File.Exists(Path.Combine(living.Folder, "spill")));
    }

    [Fact]
    public async Task RemoveOf_AnotherProcessIsKilledToo_TakesOneProcesssFolderOnly()
    {
        using var one = await StartAsync();
        using var other = await StartAsync();
        await one.Process.KillAsync();
        await other.Process.KillAsync();

        ScratchFolder.RemoveOf(one.Id, _root.Path);

        Assert.Equal(Sorted(other.Folder, other.Folder + ".lock"), Sorted(Directory.GetFileSystemEntries(_root.Path)));
    }

    [Fact]
    public void RemoveAbandoned_FolderOfAnEarlierVersion_GoesADayAfterItsProcess()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(60));
        var (gone, fresh, living) = (Earlier(NoProcess, days: 2), Earlier(NoProcess - 1, days: 0.5), Earlier(Environment.ProcessId, days: 2));
        var named = Directory.CreateDirectory(_root.Of("serverless-results")).FullName;
        Directory.SetLastWriteTimeUtc(named, DateTime.UnixEpoch);

        ScratchFolder.RemoveAbandoned(_root.Path, time);

        Assert.Equal(Sorted(fresh, living, named), Sorted(Directory.GetDirectories(_root.Path)));
        Assert.False(Directory.Exists(gone));

        string Earlier(int process, double days)
        {
            var folder = Directory.CreateDirectory(_root.Of(string.Create(CultureInfo.InvariantCulture, $"serverless-{process}"), "tables")).Parent!.FullName;
            Directory.SetLastWriteTimeUtc(folder, time.GetUtcNow().UtcDateTime.AddDays(-days));
            return folder;
        }
    }

    [Fact]
    public void RemoveAbandoned_LinkInPlaceOfAFolder_LeavesWhatItPointsTo()
    {
        var target = Directory.CreateDirectory(_root.Of("precious")).FullName;
        File.WriteAllText(Path.Combine(target, "file"), "x");
        Directory.CreateSymbolicLink(_root.Of("serverless-1-a"), target);
        File.WriteAllText(_root.Of("serverless-1-a.lock"), "");

        ScratchFolder.RemoveAbandoned(_root.Path, TimeProvider.System);

        Assert.Equal([target], Directory.GetFileSystemEntries(_root.Path));
        Assert.True(File.Exists(Path.Combine(target, "file")));
    }

    public void Dispose() => _root.Dispose();

    private async Task<Owner> StartAsync()
    {
        var process = new ChildProcess("scratch", _root.Path, 0);
        await Condition.WaitAsync("the child says where its folder is", () => Task.FromResult(process.Lines.Count > 0), TimeSpan.FromMinutes(1));
        return new Owner(process, process.Lines.First());
    }

    private static IEnumerable<string> Sorted(params string[] paths) => paths.Order(StringComparer.Ordinal);

    private sealed record Owner(ChildProcess Process, string Folder) : IDisposable
    {
        public int Id => int.Parse(Path.GetFileName(Folder).Split('-')[1], CultureInfo.InvariantCulture);

        public void Dispose() => Process.Dispose();
    }
}
