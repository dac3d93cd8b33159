using System.Globalization;
using Serverless.Native.Files;
using Serverless.Native.Processes;
using Serverless.Testing;

namespace Serverless.Local.Tests.Isolation;

/// <summary>A kill -9 of what runs a program leaves nothing behind.</summary>
public sealed class ExecKillTests
{
    [Fact]
    public async Task Run_KilledWhileAProgramRuns_NoProcessOfItLivesAndItsFolderIsSwept()
    {
        using var folder = new TempFolder();
        var temporary = Directory.CreateDirectory(folder.Of("tmp")).FullName;
        await File.WriteAllTextAsync(folder.Of("job.json"), $$"""
            {
              "version": 1, "name": "programs",
              "nodes": { "a": { "call": "exec", "args": { "command": ["sh", "-c", "trap '' TERM HUP; pwd > {{folder.Of("pwd")}}; sleep 1000 & echo $! >> {{folder.Of("ids")}}; echo $$ >> {{folder.Of("ids")}}; wait"] } } },
              "outputs": ["a"]
            }
            """);
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")], new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = temporary });
        await Condition.WaitAsync("the program runs", () => run.HasExited ? throw new InvalidOperationException(run.Errors) : File.Exists(folder.Of("ids")) && File.ReadAllLines(folder.Of("ids")).Length == 2);
        var ids = (await File.ReadAllLinesAsync(folder.Of("ids"))).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).ToList();
        var own = (await File.ReadAllTextAsync(folder.Of("pwd"))).Trim();
        Assert.StartsWith(temporary, own, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.NotNull(ProcessMemory.Of(id)));

        await run.KillAsync();

        await Condition.WaitAsync("the program's processes are gone", () => ids.TrueForAll(id => ProcessMemory.Of(id) is null), TimeSpan.FromSeconds(10));
        // As the next process does at its start; its owner dies a moment after what started it.
        await Condition.WaitAsync("the folder is swept", () =>
        {
            ScratchFolder.RemoveAbandoned(temporary, TimeProvider.System);
            return !Directory.Exists(own);
        });
        Assert.Empty(Directory.GetFileSystemEntries(temporary, "serverless-*"));
    }
}
