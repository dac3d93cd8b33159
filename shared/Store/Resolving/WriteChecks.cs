using System.Collections.Immutable;
using Serverless.Datasets;
using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Kinds;
using Serverless.Graph.Validation;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Writes;
using WriteMode = Serverless.Graph.Kinds.WriteMode;

namespace Serverless.Store.Resolving;

/// <summary>Looks before a job starts whether its commits would be refused.</summary>
/// <param name="stores">Whose.</param>
/// <param name="resumes">The job that the new one goes on with; null: none.</param>
/// <param name="expected">Datasets that jobs before this one will have written.</param>
internal sealed class WriteChecks(TenantStores stores, string? resumes, IReadOnlySet<string> expected)
{
    public async Task<ImmutableArray<Problem>> CheckAsync(JobDocument document, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var some in document.Nodes.OfType<WriteNode>().GroupBy(w => w.Dataset, StringComparer.Ordinal))
        {
            // Where something writes the dataset first, what is there now says nothing.
            if (expected.Contains(some.Key) || await FindAsync(some.First(), problems, cancellationToken) is not { } manifest || some.Count() > 1)
            {
                if (DatasetId.Find(some.Key) is { } id && await stores.Datasets.IsForeignAsync(id, cancellationToken)) problems.Add(Problem(some.First(), "foreign-dataset", new DatasetForeignException(id).Message));
                continue;
            }
            var node = some.First();
            if (Refusal(node, manifest) is { } refusal && !await IsOwnAsync(document, node, manifest, cancellationToken)) problems.Add(Problem(node, refusal.Rule, refusal.Message));
        }
        return problems.ToImmutable();
    }

    private async Task<DatasetManifest?> FindAsync(WriteNode node, ImmutableArray<Problem>.Builder problems, CancellationToken cancellationToken)
    {
        try
        {
            return (await stores.Datasets.FindAsync(new DatasetId(node.Dataset), cancellationToken))?.Manifest;
        }
        catch (DatasetException e)
        {
            problems.Add(Problem(node, "damaged-dataset", e.Message));
            return null;
        }
    }

    // Committed by the job that this one goes on with, or by one of the same document that has not ended: that one is taken up again, and done.
    private async Task<bool> IsOwnAsync(JobDocument document, WriteNode node, DatasetManifest manifest, CancellationToken cancellationToken)
    {
        if (resumes is not null && await DatasetWrites.HasCommittedAsync(stores, resumes, node, cancellationToken)) return true;
        var hash = DocumentHash.Of(document).ToString();
        foreach (var commit in manifest.Commits)
        {
            if (DatasetWrites.JobOf(commit, node.Id.Value) is not { } job) continue;
            var submission = await stores.Jobs.FindAsync<Submission>(job, JobBlobs.Submission, cancellationToken);
            if (submission?.DocumentHash == hash && await new JobPins(stores).FindEndAsync(job, cancellationToken) is null) return true;
        }
        return false;
    }

    private static (string Rule, string Message)? Refusal(WriteNode node, DatasetManifest manifest) => node.Mode switch
    {
        WriteMode.Create => ("dataset-exists", new DatasetExistsException(manifest.Id).Message),
        WriteMode.Append or WriteMode.OverwritePartitions when DatasetManifest.TableProblem(manifest, node.Table) is { } problem => ("other-table", $"Dataset '{manifest.Id}': {problem}"),
        WriteMode.Append or WriteMode.OverwritePartitions when !manifest.PartitionKeys.SequenceEqual(node.PartitionBy, StringComparer.Ordinal) =>
            ("other-keys", $"Dataset '{manifest.Id}' is partitioned by [{string.Join(", ", manifest.PartitionKeys)}], and this write by [{string.Join(", ", node.PartitionBy)}]. Write with the same keys, or write another dataset."),
        _ => null,
    };

    private static Problem Problem(WriteNode node, string rule, string message) => new() { Path = $"$.nodes.{node.Id}.write.dataset", Rule = rule, Message = message };
}
