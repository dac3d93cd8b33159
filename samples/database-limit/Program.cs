using System.Diagnostics;
using Serverless.Samples.DatabaseLimit;

// 200 partitions are read from a PostgreSQL server that must never see more than 4 of us. See README.md.
const int Limit = 4;
var folder = Directory.CreateTempSubdirectory("database-limit-hub-");
await using var cluster = await Cluster.StartAsync();
await using var watch = await SessionWatch.StartAsync(cluster.WatchConnection);
var failed = false;
var functions = typeof(Erp).Assembly.Location;
var program = new ServerlessProgram(folder.FullName, cluster.WorkConnection);
var job = program.FileOf("job.json");

// The measurement can fail: the same job without its semaphore.
var free = Path.Combine(folder.FullName, "free.json");
await File.WriteAllTextAsync(free, (await File.ReadAllTextAsync(job)).Replace("\"semaphores\": { \"erp-db\": 1 }, ", "", StringComparison.Ordinal));
var control = new ServerlessProgram(Path.Combine(folder.FullName, "control"), cluster.WorkConnection);
Report("without the semaphore", await control.RunAsync("run", free, "--functions", functions), sessions => sessions > Limit, "more than 4, or this proves nothing");

string[] limit = ["semaphores", "set", "erp-db", "--limit", "4", "--lease", "00:00:05", "--reservation", "00:00:10"];
var calm = new ServerlessProgram(Path.Combine(folder.FullName, "calm"), cluster.WorkConnection);
await calm.RunAsync(limit);
Report("with it, undisturbed", await calm.RunAsync("run", job, "--functions", functions), sessions => sessions is > 0 and <= Limit, "never above 4");

await program.RunAsync(limit);
// Holders are killed and stopped in the middle; the same command goes on.
for (var round = 0; round < 3; round++)
{
    // Sessions of the one before are gone, so that the next are this one's.
    while (watch.Now > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    using var victim = program.Start("run", job, "--functions", functions);
    _ = victim.StandardOutput.ReadToEndAsync();
    _ = victim.StandardError.ReadToEndAsync();
    var clock = Stopwatch.StartNew();
    while (watch.Now == 0 && clock.Elapsed < TimeSpan.FromSeconds(20) && !victim.HasExited) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    await Task.Delay(TimeSpan.FromMilliseconds(200 * (round + 1)), TimeProvider.System);
    if (round == 1)
    {
        await SignalWorkerAsync(victim, "STOP");
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
        await SignalWorkerAsync(victim, "CONT");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
    }
    victim.Kill();
    await victim.WaitForExitAsync();
}
Report("with holders killed and stopped", await program.RunAsync("run", job, "--functions", functions), sessions => sessions is > 0 and <= Limit, "never above 4", "reused 0 of 3 nodes");
Report("again", await program.RunAsync("run", job, "--functions", functions), sessions => sessions == 0, "nothing runs", "reused 3 of 3 nodes");

// One function changes: what does not depend on it stays.
var changed = Path.Combine(folder.FullName, "changed.json");
await File.WriteAllTextAsync(changed, (await File.ReadAllTextAsync(job)).Replace("erp.report", "erp.reportInThousands", StringComparison.Ordinal));
Report("one function changed", await program.RunAsync("run", changed, "--functions", functions), sessions => sessions == 0, "only the report runs, no query", "reused 2 of 3 nodes");
Console.WriteLine((await program.RunAsync("semaphores", "show", "erp-db")).Output);
Console.WriteLine($"{watch.Looks:N0} looks at pg_stat_activity");
folder.Delete(recursive: true);
return failed ? 1 : 0;

void Report(string what, (int Status, string Output) run, Func<int, bool> holds, string expected, string says = "")
{
    var sessions = watch.TakeMost();
    var good = run.Status == 0 && holds(sessions) && run.Output.Contains(says, StringComparison.Ordinal);
    failed |= !good;
    Console.WriteLine($"{(good ? "ok  " : "FAIL")} {what}: at most {sessions} sessions ({expected}), exit status {run.Status}");
    Console.WriteLine($"     {run.Output.ReplaceLineEndings("\n     ")}");
}

// The process that a user starts only watches: the one that works is its child, and ends with it.
static async Task SignalWorkerAsync(Process process, string signal)
{
    using var kill = Process.Start("pkill", [$"-{signal}", "--parent", $"{process.Id}"]);
    await kill.WaitForExitAsync();
    if (kill.ExitCode != 0) throw new InvalidOperationException($"No worker of process {process.Id} took the signal {signal}.");
}
