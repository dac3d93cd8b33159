using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Engine.Tests.Faults;

// The process that the kill tests kill: `Serverless.Engine.Tests.dll FOLDER ROUND COUNT SNAPSHOTS`. It goes on with what it finds, starts COUNT more
// instances, says what was acknowledged, and ends with "done" once nothing runs.
var (folder, round, count, snapshots) = (args[0], args[1], int.Parse(args[2]), args[3] == "snapshots");
var effects = Path.Combine(folder, "effects");
await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions
{
    Folder = Path.Combine(folder, "hub"),
    Registry = Workload.Registry((instance, call) => File.AppendAllText(effects + instance.Replace(':', '_'), $"{instance} {call}\n")),
    SnapshotBytes = snapshots ? 16 * 1024 : long.MaxValue / 2,
    MaxFinishedInMemory = snapshots ? 20 : int.MaxValue,
    SegmentBytes = 64 * 1024,
});
await engine.StartAsync(CancellationToken.None);
Console.WriteLine("serving");
for (var i = 0; i < count; i++)
{
    var id = new InstanceId($"w{round}-{i}");
    await engine.Client.StartAsync(Workload.Work, i, id, CancellationToken.None);
    Console.WriteLine($"started {id}");
}
for (var running = true; running;)
{
    var page = await engine.Client.QueryAsync(
        new InstanceQuery { Statuses = [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended] }, CancellationToken.None);
    running = page.Instances.Count > 0;
    foreach (var instance in page.Instances) await engine.Client.WaitAsync(instance.Id, CancellationToken.None);
}
Console.WriteLine("done");
