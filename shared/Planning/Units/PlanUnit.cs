using System.Collections.Immutable;
using Serverless.Planning.Pipelines;

namespace Serverless.Planning.Units;

/// <summary>What one activity call or worker message runs. How work is carried, never how it is identified.</summary>
/// <param name="Pipeline">Whose tasks.</param>
/// <param name="Tasks">Which of them.</param>
/// <param name="Needs">Units of this stage that must be done before, by ordinal: all smaller than this one's. Sorted, none twice.</param>
public sealed record PlanUnit(int Pipeline, IndexRange Tasks, ImmutableArray<OrdinalRange> Needs);

/// <summary>At most 200 units that one orchestration runs.</summary>
/// <param name="FirstUnit">Ordinal of its first unit.</param>
/// <param name="Count">How many follow each other.</param>
/// <param name="Needs">Blocks that must be done before, by ordinal: in so few ranges that they travel, and so perhaps some more than its units need.</param>
public sealed record PlanBlock(int FirstUnit, int Count, ImmutableArray<OrdinalRange> Needs);

/// <summary>A stage, planned: what runs, in which pieces, after what. Immutable; stored by its hash.</summary>
public sealed record StagePlan
{
    public required int Stage { get; init; }

    /// <summary>The blob of the snapshot that it rests on.</summary>
    public required string Snapshot { get; init; }

    public required ImmutableArray<Pipeline> Pipelines { get; init; }

    /// <summary>In an order in which every unit comes after what it needs.</summary>
    public required ImmutableArray<PlanUnit> Units { get; init; }

    public required ImmutableArray<PlanBlock> Blocks { get; init; }

    /// <summary>False: something has a shape that is known only when this stage is done.</summary>
    public required bool IsLast { get; init; }

    /// <summary>Ranges that were recorded before.</summary>
    public required int FoundRanges { get; init; }

    /// <summary>Elements in them.</summary>
    public required long FoundElements { get; init; }

    /// <summary>Epochs of the ledger, by token, in which the stage records what it finishes; 0 where none is named.</summary>
    public ImmutableSortedDictionary<string, int> Epochs { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Seconds after which a unit stops behind a task and leaves the rest to be cut anew, by pipeline; those that are not there never do.</summary>
    public ImmutableSortedDictionary<int, double> Budgets { get; init; } = ImmutableSortedDictionary<int, double>.Empty;

    /// <summary>Which units may run a second time when they take far too long; null: none.</summary>
    public SpeculationPlan? Speculation { get; init; }

    /// <summary>Bytes that units took at their peak in earlier jobs, by pipeline.</summary>
    public ImmutableSortedDictionary<int, long> LearnedBytes { get; init; } = ImmutableSortedDictionary<int, long>.Empty;

    public int EpochOf(string token) => Epochs.GetValueOrDefault(token);

    /// <summary>How the tasks of a pipeline that run are cut, as far as they are in a range.</summary>
    public IEnumerable<IndexRange> TasksOf(int pipeline, IndexRange range)
    {
        // Units stand by pipeline and task: the first that does not end before the range.
        var (low, high) = (0, Units.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Units[middle].Pipeline < pipeline || (Units[middle].Pipeline == pipeline && Units[middle].Tasks.Last < range.First)) low = middle + 1;
            else high = middle;
        }
        for (; low < Units.Length && Units[low].Pipeline == pipeline && Units[low].Tasks.First <= range.Last; low++) yield return Units[low].Tasks;
    }

    /// <summary>Elements that will run.</summary>
    public long Elements => Units.Sum(u => Pipelines[u.Pipeline].ElementsIn(u.Tasks));
}
