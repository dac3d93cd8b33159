using Serverless.Execution.Assignments;
using Serverless.Graph.Values;
using Serverless.Planning.Pipelines;

namespace Serverless.Execution.Units;

/// <summary>What a unit asks of its process. Pure.</summary>
/// <param name="Processors">Cores.</param>
/// <param name="Bytes">Memory at its peak.</param>
/// <param name="IsDeclared">A policy says so, and a process of its own is held to it.</param>
internal readonly record struct UnitDemand(double Processors, long Bytes, bool IsDeclared)
{
    /// <summary>Fused nodes run one after the other for each task, and hold their values meanwhile: the largest demand counts.</summary>
    public static UnitDemand Of(UnitAssignment unit, ExecutionOptions options)
    {
        var policies = unit.Pipeline.Nodes.Select(n => unit.Document.PolicyOf(unit.Document.Nodes[new NodeId(n)])).ToList();
        var processors = policies.Count > 0 ? policies.Max(p => p.Cpu) : 1;
        var declared = policies.Max(p => p.Memory);
        return new UnitDemand(processors, declared ?? unit.LearnedBytes ?? Assumed(unit, options), declared is not null);
    }

    // Of values nothing is known before they were seen: a quarter of a fair share lets all slots work. Tables spill at what they are given.
    private static long Assumed(UnitAssignment unit, ExecutionOptions options)
    {
        var share = (long)(options.AdmissionController.Bytes / Math.Max(1, options.AdmissionController.Processors));
        return unit.Pipeline.Result is ResultKind.Values or ResultKind.Commit ? share / 4 : Math.Min(options.TableMemoryBytes, share);
    }
}
