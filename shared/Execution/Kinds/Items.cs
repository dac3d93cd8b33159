using Serverless.Execution.Values;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Kinds;

internal sealed class ItemsRun : KindRun
{
    public override ValueSource Source(Node node, Type wanted, Func<GraphValue, GraphValue> resolve, JobSnapshot snapshot) =>
        new ValueSource.Items((ItemsNode)node, wanted, resolve);
}
