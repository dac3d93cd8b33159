using System.Diagnostics;
using Serverless.Execution.Assignments;
using Serverless.Execution.Failures;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Values;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Store;
using Serverless.Store.Failures;
using Serverless.Store.Results;

namespace Serverless.Execution.Units;

/// <summary>What one task did when it was run again.</summary>
/// <param name="Result">The kind of its result.</param>
/// <param name="Part">Its result as everybody is shown it: JSON, or Parquet; empty for an element that a filter took out. Null when it failed.</param>
/// <param name="Log">What it logged.</param>
/// <param name="Failure">Null when it did not fail.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record RerunTask(ResultKind Result, byte[]? Part, IReadOnlyList<string> Log, TaskFailure? Failure, double Seconds);

/// <summary>
/// Runs exactly one task again in this process, on exactly the inputs that it had: those of its job's plan. Looks into no ledger, records nothing, stores
/// nothing, tries once.
/// </summary>
public static class TaskRerun
{
    /// <summary>Runs it.</summary>
    /// <param name="stores">Of the job's tenant.</param>
    /// <param name="options">Of this process.</param>
    /// <param name="unit">Any unit of the plan.</param>
    /// <param name="pipeline">Which pipeline of the plan; not one that commits a dataset.</param>
    /// <param name="index">The task's index in it.</param>
    /// <param name="log">Hears each line that the task logs.</param>
    /// <param name="cancellationToken">Ends the task.</param>
    public static async Task<RerunTask> RunAsync(
        TenantStores stores, ExecutionOptions options, UnitAssignment unit, int pipeline, long index, Action<string> log, CancellationToken cancellationToken)
    {
        var only = unit with { Plan = unit.Plan with { Units = [new PlanUnit(pipeline, new IndexRange(index, index), [])] }, Unit = 0 };
        var scratch = Path.Combine(options.ScratchFolder, Guid.NewGuid().ToString("N"));
        var context = new TaskExecutionContext(only.Pipeline.Node, only.Pipeline.Token, only.Pipeline.Count, new UnitLog { Heard = log }) { Scratch = scratch, Permissions = options.Permissions, Time = options.Time };
        var failures = new UnitFailures(only, options);
        var clock = Stopwatch.StartNew();
        var policy = unit.Document.PolicyOf(unit.Document.Nodes[new NodeId(only.Pipeline.Node)]);
        ITaskProgram? program = null;
        try
        {
            // A write's files belong to its job: what would be written is shown instead.
            program = await new ProgramFactory(stores, options, only, new UnitStreams(), scratch) { WithoutWriting = true }.CreateAsync(cancellationToken);
            using var parts = new PartWriter(scratch);
            context.Begin(index, 1);
            clock.Restart();
            if (policy.Timeout is { } timeout && !Debugger.IsAttached) await TaskTimeout.RunAsync(program, index, parts, context, timeout, options.Time, cancellationToken);
            else await program.RunAsync(index, parts, context, cancellationToken);
            var part = await parts.ReadAsync(cancellationToken);
            if (only.Pipeline.Result is ResultKind.Values or ResultKind.Lists && part.Length > 0) part = OutputFiles.Plain(part);
            return new RerunTask(only.Pipeline.Result, part, context.Lines, null, clock.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !PlatformFault.Is(e))
        {
            var (error, inputs) = e is ProgramException { InnerException: { } inner } early ? (inner, early.Inputs) : (e, program?.InputsOf(index) ?? []);
            return new RerunTask(only.Pipeline.Result, null, context.Lines, failures.OfError(index, error, 1, context.Lines, inputs), clock.Elapsed.TotalSeconds);
        }
        finally
        {
            if (program is not null) await program.DisposeAsync();
            if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
        }
    }
}
