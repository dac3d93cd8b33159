using System.Runtime.CompilerServices;
using Serverless.Planning.Units;

namespace Serverless.Execution.Programs.Calls;

/// <summary>Which pipeline, and which part of it, stores a bundled call. Made once for a plan, as long as that is in memory.</summary>
internal sealed class CallIndex
{
    private static readonly ConditionalWeakTable<StagePlan, CallIndex> Known = [];

    private readonly Dictionary<string, (int Pipeline, int Part)> _places = new(StringComparer.Ordinal);

    private CallIndex(StagePlan plan)
    {
        foreach (var pipeline in plan.Pipelines)
        {
            for (var part = 0; part < pipeline.Calls.Length; part++) _places[pipeline.Calls[part]] = (pipeline.Ordinal, part);
        }
    }

    public static CallIndex Of(StagePlan plan) => Known.GetValue(plan, static p => new CallIndex(p));

    /// <summary>False: no bundled call.</summary>
    public bool TryFind(string node, out (int Pipeline, int Part) place) => _places.TryGetValue(node, out place);
}
