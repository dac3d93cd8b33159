using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Tokens;

namespace Serverless.Planning.Kinds;

internal sealed class ItemsPlan : KindPlan
{
    public override bool HoldsValues => true;

    public override NodeRole RoleOf(Node node, NodeBinding binding, bool isWhole) => NodeRole.Source;

    public override long CountOf(Node node) => ((ItemsNode)node).Items.Length;

    public override bool AreSame(Node one, Node other, int count) => ((ItemsNode)one).Items.Take(count).SequenceEqual(((ItemsNode)other).Items.Take(count));

    public override IEnumerable<Token>? Keys(Node node, NodeTokens tokens) => ((ItemsNode)node).Items.Select(tokens.ValueOf);
}
