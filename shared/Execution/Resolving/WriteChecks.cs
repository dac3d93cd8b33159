using System.Collections.Immutable;
using Serverless.Datasets;
using Serverless.Execution.Tables;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using WriteMode = Serverless.Graph.Documents.WriteMode;

namespace Serverless.Execution.Resolving;

/// <summary>Looks before a job starts whether its commits would be refused.</summary>
internal sealed class WriteChecks(TenantStores stores, string? resumes)
{
    public async Task<ImmutableArray<Problem>> CheckAsync(JobDocument document, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var some in document.Nodes.OfType<WriteNode>().GroupBy(w => w.Dataset, StringComparer.Ordinal))
        {
            var manifest = await FindAsync(some.First(), problems, cancellationToken);
            // Where a node of this job writes the dataset first, what is there now says nothing.
            if (manifest is null || some.Count() > 1) continue;
            var node = some.First();
            if (await IsDoneAsync(node, cancellationToken)) continue;
            if (Refusal(node, manifest) is { } refusal) problems.Add(Problem(node, refusal.Rule, refusal.Message));
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

    private async Task<bool> IsDoneAsync(WriteNode node, CancellationToken cancellationToken) =>
        resumes is not null && await DatasetWrites.HasCommittedAsync(stores, resumes, node, cancellationToken);

    private static (string Rule, string Message)? Refusal(WriteNode node, DatasetManifest manifest) => node.Mode switch
    {
        WriteMode.Create => ("dataset-exists", new DatasetExistsException(manifest.Id).Message),
        WriteMode.Append when DatasetManifest.TableProblem(manifest, node.Table) is { } problem => ("other-table", $"Dataset '{manifest.Id}': {problem}"),
        WriteMode.Append when !manifest.PartitionKeys.SequenceEqual(node.PartitionBy, StringComparer.Ordinal) =>
            ("other-keys", $"Dataset '{manifest.Id}' is partitioned by [{string.Join(", ", manifest.PartitionKeys)}], and this write by [{string.Join(", ", node.PartitionBy)}]. Append with the same keys, or write another dataset."),
        _ => null,
    };

    private static Problem Problem(WriteNode node, string rule, string message) => new() { Path = $"$.nodes.{node.Id}.write.dataset", Rule = rule, Message = message };
}
