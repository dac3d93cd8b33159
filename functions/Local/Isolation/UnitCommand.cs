using System.CommandLine;
using System.Text.Json;
using Serverless.Activities;
using Serverless.Execution.Admission;
using Serverless.Execution.Isolation;
using Serverless.Execution.Units;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Native.Processes;
using Serverless.Storage.Counting;
using Serverless.Store.Json;
using Serverless.Supervision;

namespace Serverless.Local.Isolation;

/// <summary><c>serverless unit</c>: runs one unit and says how it ended; started by <see cref="ChildIsolation"/> alone.</summary>
internal static class UnitCommand
{
    // Stacks and libraries count against the system's limit though nothing of them is in memory. What is, the parent watches.
    private const long Reserve = 512L << 20;

    // What ran before the task that kills is not to run again.
    private static readonly TimeSpan RecordEvery = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var command = new Command("unit", "Runs one unit alone.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            if (!SupervisedProcess.IsChild) return ExitStatus.WrongInput;
            // Ctrl+C and service managers reach the whole group: it is its parent that stops, and ends it then.
            using var heard = new StopSignals();
            var request = JsonSerializer.Deserialize<IsolatedUnit>(SupervisedProcess.ReadFirstLine(), ExecutionJson.Options)!;
            using var cancel = new CancellationTokenSource();
            // The source may be gone when the unit has just ended; then there is nothing to cancel either.
            SupervisedProcess.HoldLifeline(() => CancelUnlessOver(cancel));
            await RunAsync(request, cancel.Token, cancellationToken);
            return ExitStatus.Done;
        });
        return command;
    }

    private static void CancelUnlessOver(CancellationTokenSource cancel)
    {
        try
        {
            cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The unit has ended.
        }
    }

    private static async Task RunAsync(IsolatedUnit request, CancellationToken cancel, CancellationToken cancellationToken)
    {
        ProcessLimits.TryForbidCoreFiles();
        ProcessLimits.TryLimitMemory(request.LimitBytes + ProcessBudget.OwnBytes + Reserve);
        var settings = request.Settings.Deserialize<HostSettings>(ExecutionJson.Options)!;
        settings = settings.Telling(settings.Log);
        using var telemetry = LocalTelemetry.Start(isScraped: false);
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken, isQuiet: true);
        using var marker = TaskMarker.Create(request.MarkerFile);
        using var leases = new ParentLeases(request.LeasesPipe);
        var options = host.Parts.Execution with
        {
            AdmissionController = new AdmissionController(Environment.ProcessorCount, request.LimitBytes),
            TableMemoryBytes = Math.Max(64L << 20, request.LimitBytes / 4 * 3),
            RecordEvery = RecordEvery,
            Marker = marker,
            ProcessLimitBytes = request.LimitBytes + ProcessBudget.OwnBytes,
        };
        var unit = await UnitLoader.LoadAsync(host.Parts.Loader, new JobKey(settings.Tenant, request.Job), request.Plan, request.Unit, request.Attempt, cancellationToken);
        var isLimited = unit.Pipeline.Nodes.Any(n => unit.Document.PolicyOf(unit.Document.Nodes[new NodeId(n)]).Semaphores.Count > 0);
        unit = unit with { Semaphores = leases, IsAdmitted = isLimited ? leases.IsAdmitted : unit.IsAdmitted };
        var counts = new StorageCounts();
        var outcome = await new UnitRunner(host.Stores.CountedBy(counts), options).RunAsync(unit, cancel, cancellationToken);
        outcome = outcome with { StorageElsewhere = counts.Snapshot() };
        await File.WriteAllBytesAsync(request.OutcomeFile, JsonSerializer.SerializeToUtf8Bytes(outcome, ExecutionJson.Options), cancellationToken);
    }
}
