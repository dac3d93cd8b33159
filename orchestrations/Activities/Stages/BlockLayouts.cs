using Serverless.Activities.Pools;
using Serverless.Activities.Semaphores;
using Serverless.Graph.Documents;
using Serverless.Planning.Pipelines;

namespace Serverless.Activities.Stages;

/// <summary>What the policies of a pipeline take of the room in a block's layout.</summary>
internal static class BlockLayouts
{
    // "123," in a unit's groups, "1000," in how many may run, and a semaphore's quotes, colon, count and comma.
    private const int NumberBytes = 4;
    private const int MostBytes = 6;
    private const int CountBytes = 10;

    /// <returns>Bytes of each unit, and of all of them together.</returns>
    public static (int Unit, int Pipeline) BytesOf(Pipeline pipeline, JobDocument document)
    {
        var groups = UnitLimits.GroupsOf(pipeline, document).Length;
        var semaphores = BlockSemaphores.Of(pipeline, document);
        return (
            PooledUnits.BytesOf(document) + (groups == 0 ? 0 : 3 + (groups * NumberBytes)) + (semaphores.Count == 0 ? 0 : NumberBytes),
            (groups * MostBytes) + semaphores.Keys.Sum(static name => name.Length + CountBytes));
    }
}
