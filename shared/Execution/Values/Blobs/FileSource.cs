using Serverless.Graph.Functions;
using Serverless.Planning.Snapshots;

namespace Serverless.Execution.Values.Blobs;

/// <summary>References to the files that a <c>files</c> node was resolved to.</summary>
internal sealed class FileSource(IReadOnlyList<PartitionSnapshot> files) : ValueSource
{
    public override ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken) =>
        ValueTask.FromResult<object?>(new BlobRef(files[(int)index].File, files[(int)index].Bytes));
}
