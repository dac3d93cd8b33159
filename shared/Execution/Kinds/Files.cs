using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Documents;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Kinds;

internal sealed class FilesRun : KindRun
{
    public override ValueSource Source(Node node, Type wanted, Func<GraphValue, GraphValue> resolve, JobSnapshot snapshot) =>
        new FileSource(snapshot.Reads[node.Id.Value].Partitions);
}
