using System.Globalization;
using System.Text.Json;
using Serverless.Execution.Assignments;
using Serverless.Execution.Isolation;
using Serverless.Native.Processes;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>Runs one unit in a child of this program, with hard limits on its memory.</summary>
/// <param name="command">The command line of this program that runs a unit: it reads an <see cref="IsolatedUnit"/> from its lifeline.</param>
/// <param name="settings">What the child needs to make the same host, as this program writes and reads it.</param>
/// <param name="scratch">A folder of this process.</param>
public sealed class ChildIsolation(IReadOnlyList<string> command, JsonElement settings, string scratch) : IUnitIsolation
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    // After a cancel: the child records what is finished.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task<IsolatedEnd> RunAsync(UnitAssignment unit, long limitBytes, CancellationToken cancel, CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(scratch, $"isolated-{Guid.NewGuid():N}")).FullName;
        try
        {
            // Given back when the child has ended, unless it died.
            await using var leases = new ChildLeases(unit);
            var request = new IsolatedUnit(settings, unit.Job, unit.PlanName!, unit.Unit, unit.Attempt, limitBytes, leases.PipeName, Path.Combine(folder, "task"), Path.Combine(folder, "outcome.json"));
            // Managed memory: the garbage collector throws OutOfMemoryException where it is asked for too much, with the stack of who asked.
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = limitBytes.ToString("X", CultureInfo.InvariantCulture) };
            using var child = ChildProcess.Start(command, environment);
            await child.Lifeline.WriteLineAsync(JsonSerializer.Serialize(request, ExecutionJson.Options));
            await child.Lifeline.FlushAsync(CancellationToken.None);
            using var kill = CancellationTokenSource.CreateLinkedTokenSource(stop);
            await using var late = cancel.Register(() =>
            {
                child.Cancel();
                kill.CancelAfter(Grace);
            });
            var end = await child.WaitAsync(limitBytes + ProcessBudget.OwnBytes, PollInterval, kill.Token);
            child.CleanUp();
            var hasOutcome = File.Exists(request.OutcomeFile);
            // User code that ends its process with a status of ours died as well.
            if (end.Death is not null || (!hasOutcome && end.Status != ExitStatus.PlatformFailed)) unit.AbandonLeases();
            stop.ThrowIfCancellationRequested();
            // The one who stops services or presses Ctrl+C may reach this one too, before it hears: that says nothing of its unit.
            if (!hasOutcome && end.Death is { Signal: (ProcessSignals.Interrupt or ProcessSignals.Terminate) and var signal }) throw new UnitStoppedException($"The process of {unit.Pipeline.Title}[{unit.PlanUnit.Tasks}] was told to stop by {ProcessSignals.Describe(signal)}.");
            var outcome = hasOutcome ? JsonSerializer.Deserialize<UnitOutcome>(await File.ReadAllBytesAsync(request.OutcomeFile, stop), ExecutionJson.Options) : null;
            if (outcome is null && end.Status == ExitStatus.PlatformFailed) throw new Storage.StorageException($"The process of {unit.Pipeline.Title}[{unit.PlanUnit.Tasks}] could not reach storage; it said why on standard error.");
            return new IsolatedEnd(
                outcome, outcome is null ? end.Death ?? new ProcessDeath { ExitStatus = end.Status, LimitBytes = limitBytes } : null, TaskMarker.Read(request.MarkerFile));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What a child for one unit is told, on its lifeline: it may hold a key to storage, which belongs into no file and no argument.</summary>
public sealed record IsolatedUnit(JsonElement Settings, string Job, string Plan, int Unit, int Attempt, long LimitBytes, string LeasesPipe, string MarkerFile, string OutcomeFile);
