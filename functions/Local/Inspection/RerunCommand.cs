using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Activities;
using Serverless.Execution.Units;
using Serverless.Graph.Parameters;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Planning.Pipelines;
using Serverless.Supervision;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Local.Inspection;

/// <summary><c>serverless rerun JOB TASK</c>: one task again, on its inputs, in this process, recording nothing.</summary>
internal static class RerunCommand
{
    private const int MaxPrintedRows = 200;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var task = new Argument<string>("TASK") { Description = "The task's key, as a failure names it: counts[3]" };
        var level = new Option<int?>("--level") { Description = "Level of a reduce's partial results, from 1; default: its last, or the only one that has the index", HelpName = "N" };
        var debug = new Option<bool>("--debug") { Description = "Wait for a debugger first" };
        var command = new Command("rerun", "Runs one task again here, on exactly the inputs that it had. Records nothing.") { job, task, level, debug };
        return InspectionCommand.Over(command, async (settings, parsed, cancellationToken) =>
        {
            var (node, index) = Key(parsed.GetValue(task)!);
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            var id = parsed.GetValue(job)!;
            (var plan, var pipeline, index) = await FindAsync(host, id, node, index, parsed.GetValue(level), cancellationToken);
            if (pipeline.Result == ResultKind.Commit) throw new InputException($"'{node}' commits a dataset: that is no task to run again by itself. Run its job again.");
            if (parsed.GetValue(debug)) await WaitForDebuggerAsync(cancellationToken);
            if (ParameterView.LineOf((await host.Parts.Loader.SubmissionAsync(new JobKey(settings.Tenant, id), cancellationToken)).Params) is { Length: > 0 } values) await Console.Error.WriteLineAsync($"  {values}");
            var unit = await UnitLoader.LoadAsync(host.Parts.Loader, new JobKey(settings.Tenant, id), plan.Name, unit: 0, attempt: 1, cancellationToken);
            var done = await TaskRerun.RunAsync(host.Stores, host.Parts.Execution, unit, pipeline.Ordinal, index, line => Console.Error.WriteLine($"  {line}"), cancellationToken);
            return await PrintAsync(host, done, $"{node}[{index}]", cancellationToken);
        });
    }

    private static (string Node, long Index) Key(string task)
    {
        var bracket = task.LastIndexOf('[');
        if (bracket <= 0) return (task, 0);
        return task.EndsWith(']') && long.TryParse(task.AsSpan((bracket + 1)..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (task[..bracket], index)
            : throw new InputException($"'{task}' is no task's key: node and index, as in counts[3].");
    }

    private static async Task<(JobPlan Plan, Pipeline Pipeline, long Index)> FindAsync(HostRuntime host, string job, string node, long index, int? level, CancellationToken cancellationToken)
    {
        var plans = await JobPlan.OfAsync(host.Stores, job, cancellationToken);
        var all = plans.SelectMany(p => p.Plan.Pipelines.Select(pipeline => (Plan: p, Pipeline: pipeline))).ToList();
        // A call that is carried with others is a task of theirs by its place, and of its own by its name.
        if (all.FirstOrDefault(p => p.Pipeline.Calls.Contains(node, StringComparer.Ordinal)) is { Pipeline: { } bundle } carried)
            return index == 0 ? (carried.Plan, bundle, bundle.Calls.IndexOf(node)) : throw new InputException($"'{node}' is one task, [0]; there is no [{index}].");
        var found = all.Where(p => p.Pipeline.Node == node && (level is null || p.Pipeline.Level == level)).ToList();
        if (found.Count == 0)
        {
            var fused = all.Where(p => p.Pipeline.Nodes.Contains(node, StringComparer.Ordinal)).Select(p => $"'{p.Pipeline.Node}'").Distinct(StringComparer.Ordinal).ToList();
            throw new InputException(fused.Count > 0
                ? $"'{node}' runs together with {string.Join(", ", fused)}: its tasks go by that name."
                : $"Job '{job}' has no node '{node}'. It runs: {string.Join(", ", all.Select(p => p.Pipeline.Node).Distinct(StringComparer.Ordinal))}.");
        }
        return found.OrderBy(p => p.Pipeline.Level).FirstOrDefault(p => index < p.Pipeline.Count) is { Pipeline: not null } fits
            ? (fits.Plan, fits.Pipeline, index)
            : throw new InputException($"'{node}' has {found.Max(p => p.Pipeline.Count):N0} tasks, from [0] on; there is no [{index}].");
    }

    private static async Task WaitForDebuggerAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Waiting for a debugger on process {Environment.ProcessId} ...");
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        while (!Debugger.IsAttached) await timer.WaitForNextTickAsync(cancellationToken);
    }

    private static async Task<int> PrintAsync(HostRuntime host, RerunTask done, string task, CancellationToken cancellationToken)
    {
        if (done.Failure is { } failure)
        {
            await Console.Error.WriteLineAsync(FailureText.Of(failure));
            return ExitStatus.JobFailed;
        }
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{task} ended well in {done.Seconds:0.000} s; nothing was recorded"));
        if (done.Result == ResultKind.Values)
        {
            await StandardOutput.Out.WriteLineAsync(done.Part!.Length == 0 ? "(taken out by a filter)" : Encoding.UTF8.GetString(done.Part));
            return ExitStatus.Done;
        }
        if (done.Result == ResultKind.Buckets)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"its {done.Part!.Length:N0} bytes are rows by buckets of keys, for the tasks behind it: there is no table to show"));
            return ExitStatus.Done;
        }
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(host.ScratchFolder, "rerun")).FullName, "result.parquet");
        await File.WriteAllBytesAsync(path, done.Part!, cancellationToken);
        var query = new TableQuery("SELECT * FROM output") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["output"] = TableInput.Parquet(path) with { IsOurs = true } } };
        await TablePrinter.PrintAsync(host.Tables, query, StandardOutput.Out, MaxPrintedRows, cancellationToken);
        return ExitStatus.Done;
    }
}
