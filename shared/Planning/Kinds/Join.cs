using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;

namespace Serverless.Planning.Kinds;

internal sealed class JoinPlan : KindPlan
{
    // Up to here one side is read by each task: it takes a second or two to read, and some hundred megabytes of memory.
    private const long MostEverywhere = 64L << 20;

    // Both sides together: a task of a second or two is not worth cutting.
    private const long LeastCut = 16L << 20;

    public override TableRule Tables => TableRule.Always;

    public override bool Matches(Node node) => true;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Each;

    public override MatchLayout LayoutOf(Node node, IReadOnlyList<TableSize> inputs)
    {
        var join = (JoinNode)node;
        var (left, right) = (inputs[0], inputs[1]);
        if (join.Way == JoinWay.Shuffle) return Spread(join, inputs);
        // Rows without a match are told by the task that sees all of the other side.
        var canRepeatRight = join.How is JoinHow.Inner or JoinHow.Left or JoinHow.Semi or JoinHow.Anti;
        var canRepeatLeft = join.How is JoinHow.Inner or JoinHow.Right;
        if (join.Way == JoinWay.Single || (join.Way == JoinWay.Auto && left.Bytes + right.Bytes <= LeastCut)) return MatchLayout.AllAtOnce;
        var repeatsRight = canRepeatRight && (!canRepeatLeft || right.Bytes <= left.Bytes);
        var (cut, repeated) = repeatsRight ? (left, right) : (right, left);
        if ((canRepeatLeft || canRepeatRight) && cut.Count > 1 && (join.Way == JoinWay.Broadcast || repeated.Bytes <= MostEverywhere))
            return new MatchLayout(repeatsRight ? MatchWay.SecondEverywhere : MatchWay.FirstEverywhere);
        return join.Way == JoinWay.Broadcast || left.Bytes + right.Bytes <= MatchLayout.BucketBytes ? MatchLayout.AllAtOnce : Spread(join, inputs);
    }

    private static MatchLayout Spread(JoinNode join, IReadOnlyList<TableSize> inputs) =>
        join.Buckets is { } buckets ? MatchLayout.Spread(buckets) : MatchLayout.SpreadBySize(inputs);
}
