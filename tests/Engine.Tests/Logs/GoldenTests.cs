using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Log;
using Serverless.Engine.Records;
using Serverless.Engine.Snapshots;
using Serverless.Engine.Tests.Faults;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Logs;

/// <summary>What is on people's disks. A failure here means: raise the format's version, do not edit the expectation.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void Numbers_OnTheDisk_NeverChange()
    {
        Assert.Equal(1u, LogFormat.Version);
        Assert.Equal(
            "InstanceCreated=1 MessageReceived=2 Stepped=3 Suspended=4 Resumed=5 Terminated=6 Purged=7 EntityStored=8 SignalDelayed=9 SignalDue=10 InstanceCreatedAs=11", Numbers<RecordKind>());
        Assert.Equal("Started=1 CallCompleted=2 CallFailed=3 TimerFired=4 EventRaised=5", Numbers<MessageKind>());
        Assert.Equal(
            "CallActivity=1 CreateTimer=2 CancelTimer=3 CallOrchestration=4 CallEntity=5 SignalEntity=6 SendEvent=7 SetStatus=8 Complete=9 Fail=10 ContinueAsNew=11",
            Numbers<ActionKind>());
        Assert.Equal("Instance=1 Entity=2 Archive=3 Forgotten=4 End=5 Executions=6", Numbers<SnapshotEntry>());
        Assert.Equal("Pending=0 Running=1 Suspended=2 Completed=3 Failed=4 Terminated=5", Numbers<InstanceStatus>());
    }

    [Fact]
    public void Records_OfEachKind_AreTheseBytes()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var id = new InstanceId("t~i");
        var entity = new EntityId("e", "K");
        LogRecord[] records =
        [
            new InstanceCreated(id, new LogicName("Job", 2), "1", at, at, new Caller(new InstanceId("p"), 1, 300)),
            new MessageReceived(id, ExecutionStarted.Instance),
            new MessageReceived(id, new CallCompleted(1, "2")),
            new MessageReceived(id, new CallFailed(2, new FailureDetails("T", "m", "s", new FailureDetails("I", "i"), false))),
            new MessageReceived(id, new TimerFired(3, at)),
            new MessageReceived(id, new EventRaised("n", null)),
            new Stepped(
                id, at, 1,
                [
                    new CallActivity(1, "a", "x"), new CreateTimer(2, at), new CancelTimer(2), new CallOrchestration(3, id, new LogicName("C", 1), null),
                    new CallEntity(4, entity, "o", "y"), new SignalEntity(entity, "o", null, at), new SendEvent(id, "n", "z"), new SetStatus("s"),
                    new Complete("o"), new Fail(new FailureDetails("T", "m")), new ContinueAsNew("c", [new EventRaised("n", "p")]),
                ]),
            new Suspended(id, at, "r"), new Resumed(id, at, null), new Terminated(id, at, "r"), new Purged(id),
            new EntityStored(entity, "{}", [new EntityMessage("o", "i", new Caller(id, 0, 7))]),
            new SignalDelayed(entity, 5, at, new EntityMessage("o", null, null)), new SignalDue(entity, 5),
        ];
        var buffer = new RecordBuffer();
        foreach (var record in records) record.Write(buffer);
        Assert.Equal(File.ReadAllText(RepositoryRoot.Of("tests", "Engine.Tests", "Logs", "Golden", "records-v1.hex")).Trim(), Convert.ToHexStringLower(buffer.Written));
        var reader = new RecordReader(buffer.Written);
        var again = new RecordBuffer();
        while (!reader.AtEnd) LogRecord.Read(ref reader).Write(again);
        Assert.Equal(buffer.Written.ToArray(), again.Written.ToArray());
    }

    [Fact]
    public void InstanceCreated_WithItsExecution_IsTheRecordOfBeforeAndANumber()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var record = new InstanceCreated(new InstanceId("t~i"), new LogicName("Job", 2), "1", at, null, null);
        var (before, now) = (new RecordBuffer(), new RecordBuffer());
        record.Write(before);
        (record with { Execution = 300 }).Write(now);
        Assert.Equal([(byte)RecordKind.InstanceCreatedAs, .. before.Written[1..], 0xAC, 0x02], now.Written.ToArray());
        var reader = new RecordReader(now.Written);
        Assert.Equal(300, Assert.IsType<InstanceCreated>(LogRecord.Read(ref reader)).Execution);
    }

    /// <summary>A hub that an earlier build wrote: a snapshot, an archive and a log behind them.</summary>
    [Fact]
    public async Task Open_HubOfFormat1_ReadsIt()
    {
        using var hub = new TestHub();
        Directory.CreateDirectory(hub.Folder);
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Of("tests", "Engine.Tests", "Logs", "Golden", "hub-v1")))
            File.Copy(file, Path.Combine(hub.Folder, Path.GetFileName(file)));
        Assert.Contains(Directory.EnumerateFiles(hub.Folder), f => f.EndsWith(".archive", StringComparison.Ordinal));
        await using var engine = await hub.OpenAsync();
        foreach (var id in new[] { "done-1", "done-2", "done-3" }) Assert.Equal(5, (await engine.Client.GetAsync(new(id), CancellationToken.None))!.ReadOutput<int>());
        Assert.Equal(3, (await engine.Client.GetEntityAsync<Counter.Total>(new EntityId("counter", "c"), CancellationToken.None))!.Value);
        await engine.Client.RaiseEventAsync(new("runs"), "go", 9, CancellationToken.None);
        Assert.Equal(9, (await engine.Client.WaitAsync(new("runs"), CancellationToken.None)).ReadOutput<int>());
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt64(v)}"));
}
