using System.Text.Json;
using Serverless.Execution.Assignments;
using Serverless.Execution.Isolation;
using Serverless.Graph.Values;
using Serverless.Native.Processes;
using Serverless.Store.Failures;

namespace Serverless.Execution.Failures;

/// <summary>Makes the failure of a unit's task: everything that its reader needs to act.</summary>
internal sealed class UnitFailures(UnitAssignment unit, ExecutionOptions options)
{
    /// <summary>User code threw, an argument did not fit, an input was gone.</summary>
    public TaskFailure OfError(long task, Exception error, int attempts, IReadOnlyList<string> log, IReadOnlyList<string> inputs)
    {
        var kind = PlatformFault.KindOf(error);
        return Of(task, kind, ErrorDetails.Chain(error)) with
        {
            Attempts = attempts,
            Inputs = inputs,
            Log = log,
            Memory = kind == FailureKind.OutOfMemory ? new MemoryUse(ProcessMemory.OfThisProcess().PeakBytes, options.ProcessLimitBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) : null,
        };
    }

    /// <summary>The unit's process died, again.</summary>
    /// <param name="task">The task that it was at; null: it is not known which of the unit's.</param>
    /// <param name="deaths">How often.</param>
    /// <param name="last">The last time; null where it was not seen.</param>
    public TaskFailure OfDeaths(long? task, int deaths, ProcessDeath? last)
    {
        var among = task is null && unit.PlanUnit.Tasks.Count > 1 ? $", at one of tasks {unit.Pipeline.Node}[{unit.PlanUnit.Tasks}]" : "";
        var message = $"its process died {(deaths == 2 ? "twice" : $"{deaths} times")}{among}, so it is quarantined; the last time: {last?.ToString() ?? "it is not known how"}.";
        return Of(task ?? unit.PlanUnit.Tasks.First, last is { IsOutOfMemory: true } ? FailureKind.OutOfMemory : FailureKind.Poisoned, [new ErrorDetails("Serverless.ProcessDeath", message, null), .. last?.Errors ?? []]) with
        {
            Attempts = deaths,
            Memory = last is null ? null : new MemoryUse(last.PeakBytes, last.LimitBytes),
        };
    }

    private TaskFailure Of(long index, FailureKind kind, IReadOnlyList<ErrorDetails> errors)
    {
        var functions = unit.Pipeline.NodesOf(index)
            .Select(n => (Node: n, unit.Document.Binding(new NodeId(n)).Function))
            .Where(n => n.Function is not null)
            .Select(n => $"{n.Function} (node '{n.Node}')");
        // Where no function runs it is the document's reads and writes that do the work.
        var kinds = unit.Pipeline.NodesOf(index)
            .Concat(unit.Pipeline.Sources.Where(s => s.Pipeline is null).Select(s => s.Node))
            .Select(n => $"{JsonNamingPolicy.CamelCase.ConvertName(unit.Document.Nodes[new NodeId(n)].Kind.ToString())} (node '{n}')");
        var task = unit.Pipeline.KeyOf(index);
        return new TaskFailure
        {
            Kind = kind,
            Task = task,
            Function = string.Join(" + ", functions) is { Length: > 0 } all ? all : string.Join(" + ", kinds.Distinct(StringComparer.Ordinal)),
            Attempts = 1,
            Worker = $"{Environment.MachineName}, process {Environment.ProcessId}",
            Errors = errors,
            Rerun = $"serverless rerun {unit.Job} {task}",
        };
    }
}
