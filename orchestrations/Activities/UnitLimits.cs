using Serverless.Graph.Documents;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Activities;

/// <summary>Reads from the policies how many units of a group may run at once. A unit runs its tasks one after the other, so that limits tasks too.</summary>
internal sealed class UnitLimits
{
    private readonly SortedDictionary<string, int> _most = new(StringComparer.Ordinal);
    private readonly string[][] _groups;

    public UnitLimits(StagePlan plan, JobDocument document)
    {
        _groups = [.. plan.Pipelines.Select(static _ => Array.Empty<string>())];
        foreach (var used in plan.Units.Select(u => u.Pipeline).Distinct())
        {
            var groups = new SortedSet<string>(StringComparer.Ordinal);
            // Fused nodes run together: their tasks count in the groups of all of them.
            foreach (var node in plan.Pipelines[used].Nodes)
            {
                foreach (var (group, most) in document.PolicyOf(document.Nodes[new NodeId(node)]).Limits)
                {
                    groups.Add(group);
                    _most[group] = Math.Min(most, _most.GetValueOrDefault(group, int.MaxValue));
                }
            }
            _groups[used] = [.. groups];
        }
    }

    /// <summary>Of the units of one block; null: none.</summary>
    public StageLimits? OfUnits(StagePlan plan, PlanBlock block) =>
        Of([.. plan.Units.Skip(block.FirstUnit).Take(block.Count).Select(u => _groups[u.Pipeline])], group => _most[group]);

    /// <summary>Of the blocks of a stage: those that share a group follow each other, as none knows what runs in the others. Null: none.</summary>
    public StageLimits? OfBlocks(StagePlan plan) =>
        Of([.. plan.Blocks.Select(b => plan.Units.Skip(b.FirstUnit).Take(b.Count).Select(u => u.Pipeline).Distinct().SelectMany(p => _groups[p]).Distinct(StringComparer.Ordinal).ToArray())], static _ => 1);

    private StageLimits? Of(string[][] groupsOf, Func<string, int> most)
    {
        if (_most.Count == 0) return null;
        var names = _most.Keys.ToList();
        return new StageLimits([.. names.Select(most)], [.. groupsOf.Select(groups => Array.ConvertAll(groups, names.IndexOf))]);
    }
}
