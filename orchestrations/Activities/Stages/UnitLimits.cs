using System.Runtime.CompilerServices;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Logic.Stages;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;

namespace Serverless.Activities.Stages;

/// <summary>
/// Reads from the policies how many units of a group may run at once. A unit runs its tasks one after the other, so that limits tasks too. Made once for a
/// plan, as long as that is in memory: every block of it asks.
/// </summary>
internal sealed class UnitLimits
{
    private static readonly ConditionalWeakTable<StagePlan, UnitLimits> Known = [];

    private readonly SortedDictionary<string, int> _most = new(StringComparer.Ordinal);
    private readonly string[][] _groups;
    private readonly StageLimits? _blocks;

    private UnitLimits(StagePlan plan, JobDocument document)
    {
        _groups = [.. plan.Pipelines.Select(static _ => Array.Empty<string>())];
        foreach (var used in plan.Units.Select(u => u.Pipeline).Distinct())
        {
            _groups[used] = GroupsOf(plan.Pipelines[used], document, (group, most) => _most[group] = Math.Min(most, _most.GetValueOrDefault(group, int.MaxValue)));
        }
        if (_most.Count > 0)
            _blocks = Of([.. plan.Blocks.Select(b => UnitsOf(plan, b).Select(u => u.Pipeline).Distinct().SelectMany(p => _groups[p]).Distinct(StringComparer.Ordinal).ToArray())], static _ => 1);
    }

    public static UnitLimits Of(StagePlan plan, JobDocument document) => Known.GetValue(plan, p => new UnitLimits(p, document));

    /// <summary>Groups in which the tasks of a pipeline count: fused nodes run together, so those of all of them.</summary>
    public static string[] GroupsOf(Pipeline pipeline, JobDocument document, Action<string, int>? seen = null)
    {
        var groups = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in pipeline.Nodes)
        {
            foreach (var (group, most) in document.PolicyOf(document.Nodes[new NodeId(node)]).Limits)
            {
                groups.Add(group);
                seen?.Invoke(group, most);
            }
        }
        return [.. groups];
    }

    /// <summary>Of the units of one block; null: none.</summary>
    public StageLimits? OfUnits(StagePlan plan, PlanBlock block) =>
        _most.Count == 0 ? null : Of([.. UnitsOf(plan, block).Select(u => _groups[u.Pipeline])], group => _most[group]);

    /// <summary>Of the blocks of a stage: those that share a group follow each other, as none knows what runs in the others. Null: none.</summary>
    public StageLimits? OfBlocks() => _blocks;

    // Numbered as they come, so that a part of the items has the first numbers that are not in the parts before.
    private static StageLimits? Of(string[][] groupsOf, Func<string, int> most)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new List<int>();
        int[] NumbersOf(string[] groups) => Array.ConvertAll(groups, group =>
        {
            if (numbers.TryGetValue(group, out var known)) return known;
            all.Add(most(group));
            return numbers[group] = all.Count - 1;
        });
        int[][] of = Array.ConvertAll(groupsOf, NumbersOf);
        return all.Count == 0 ? null : new StageLimits(all, of);
    }

    private static PlanUnit[] UnitsOf(StagePlan plan, PlanBlock block) => plan.Units.AsSpan(block.FirstUnit, block.Count).ToArray();
}
