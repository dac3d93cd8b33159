using Serverless.Datasets;
using Serverless.Graph.Documents;
using Serverless.Graph.Kinds;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Planning.Pipelines;
using Serverless.Store.Jobs;

namespace Serverless.Store.Writes;

/// <summary>What writes of a document are known by.</summary>
public static class DatasetWrites
{
    /// <summary>Where a write puts its files.</summary>
    public static string FolderOf(WriteNode node) => $"{node.Dataset}/{node.Table}";

    /// <summary>Where the files of a pipeline lie; null: it writes none.</summary>
    public static string? FolderOf(JobDocument document, Pipeline pipeline) =>
        pipeline.Result == ResultKind.Files && document.Nodes[new NodeId(pipeline.Node)] is WriteNode node ? FolderOf(node) : null;

    /// <summary>Identifies a job's commit of a write: one job commits once, retried or resumed, and another one with the same token commits anew.</summary>
    /// <param name="origin">The job, or the first of those that it goes on with.</param>
    /// <param name="node">The write.</param>
    public static string CommitOf(string origin, string node) => $"{origin}/{node}";

    /// <summary>The job of a commit by the write of that name; null: another write's, or an earlier build's.</summary>
    public static string? JobOf(string commit, string node) =>
        commit.EndsWith($"/{node}", StringComparison.Ordinal) && commit[..^(node.Length + 1)] is { Length: > 0 } job && JobId.Problem(job) is null ? job : null;

    /// <summary>Whether a job has committed a write: by its own mark, or by the dataset's memory where the job died between the two.</summary>
    public static async Task<bool> HasCommittedAsync(TenantStores stores, string origin, WriteNode node, CancellationToken cancellationToken)
    {
        if (await stores.Jobs.HasAsync(origin, MarkOf(node), cancellationToken)) return true;
        try
        {
            return await stores.Datasets.HasCommittedAsync(new DatasetId(node.Dataset), CommitOf(origin, node.Id.Value), cancellationToken);
        }
        catch (DatasetException)
        {
            // The one who commits will say what is wrong with it.
            return false;
        }
    }

    /// <summary>Whether a dataset is what a write of that token made of it.</summary>
    public static async Task<bool> IsLastCommitAsync(TenantStores stores, WriteNode node, string token, CancellationToken cancellationToken)
    {
        try
        {
            return await stores.Datasets.IsLastCommitAsync(new DatasetId(node.Dataset), token, cancellationToken);
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    /// <summary>The job's blob that says that a write is committed: the dataset remembers its last commits only.</summary>
    public static string MarkOf(WriteNode node) => JobBlobs.CommitOf(node.Id.Value);
}
