using Serverless.Logic.Messages;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Activities.Stages;

/// <summary>The parts in which the layout of a stage travels: a stage may have thousands of blocks, a payload has 16 KB.</summary>
internal static class StageLayouts
{
    // Of the 16 KB; a single block has at most 64 needs and as many groups as a block's own layout has room for.
    private const int MaxBytes = 8 * 1024;

    // "[12345,12350],", "1234," and "1,"; a block itself is "[],[],".
    private const int RangeBytes = 14;
    private const int GroupBytes = 7;
    private const int BlockBytes = 6;

    /// <summary>Blocks from <paramref name="first"/> on.</summary>
    public static StageLayout From(StagePlan plan, int first, StageLimits? limits)
    {
        var (count, bytes) = (0, 0);
        while (first + count < plan.Blocks.Length)
        {
            bytes += BlockBytes + (plan.Blocks[first + count].Needs.Length * RangeBytes) + (GroupsOf(limits, first + count).Length * GroupBytes);
            if (count > 0 && bytes > MaxBytes) break;
            count++;
        }
        return new StageLayout([.. plan.Blocks.AsSpan(first, count).ToArray().Select(b => b.Needs)])
        {
            HasMore = first + count < plan.Blocks.Length,
            Limits = Part(limits, first, count),
        };
    }

    // Groups are numbered as blocks come to name them: those that are new here follow those of the parts before.
    private static StageLimits? Part(StageLimits? limits, int first, int count)
    {
        if (limits is null) return null;
        var known = limits.GroupsOf.Take(first).SelectMany(static g => g).DefaultIfEmpty(-1).Max() + 1;
        int[][] groups = [.. limits.GroupsOf.Skip(first).Take(count)];
        var end = groups.SelectMany(static g => g).DefaultIfEmpty(-1).Max() + 1;
        return new StageLimits([.. limits.Most.Skip(known).Take(end - known)], groups);
    }

    private static int[] GroupsOf(StageLimits? limits, int block) => limits?.GroupsOf[block] ?? [];
}
