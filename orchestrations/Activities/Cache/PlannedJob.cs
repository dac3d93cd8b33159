using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Snapshots;
using Serverless.Store.Cache;

namespace Serverless.Activities.Cache;

/// <summary>A job as it was planned last: with the snapshots and the versions of functions that it had then, whatever this host has now.</summary>
internal sealed class PlannedJob
{
    private PlannedJob(JobKey key, JobDocument document, JobSnapshot snapshot, string salt, IReadOnlyList<StagePins> stages)
    {
        (Key, Document, Snapshot, Salt) = (key, document, snapshot, salt);
        Versions = stages[^1].Functions;
        Ran = stages.Aggregate(RangeSet.Empty, (all, s) => all.Union(new RangeSet(s.Ran)));
        Sources = JobPipelines.SourcesOf(snapshot);
        Tokens = NodeTokens.Compute(document, Sources, salt, Versions);
        PipelineGraph = JobPipelines.Create(document, snapshot, Tokens);
    }

    public JobKey Key { get; }

    public JobDocument Document { get; }

    public JobSnapshot Snapshot { get; }

    /// <summary>What stands for the job in the tokens of impure functions.</summary>
    public string Salt { get; }

    public IReadOnlyDictionary<string, string> Versions { get; }

    public IReadOnlyDictionary<NodeId, Token> Sources { get; }

    public NodeTokens Tokens { get; }

    public PipelineGraph PipelineGraph { get; }

    /// <summary>Positions of the nodes of which it ran a part.</summary>
    public RangeSet Ran { get; }

    /// <returns>Null when it was never planned, or purged.</returns>
    public static async Task<PlannedJob?> FindAsync(JobLoader loader, JobKey job, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(job);
        var stages = await new JobPins(stores).ReadAsync(job.Id, cancellationToken);
        if (stages.Count == 0) return null;
        var snapshot = await stores.Jobs.GetImmutableAsync<JobSnapshot>(stages[^1].Snapshot, cancellationToken);
        var submission = await loader.SubmissionAsync(job, cancellationToken);
        return new PlannedJob(job, await loader.DocumentAsync(job, cancellationToken), snapshot, submission.SaltOf(job.Id), stages);
    }

    public IReadOnlyList<TokenPart> PartsOf(int node) =>
        [.. TokenPart.Of(Document, node, Sources, Salt, Versions).Select(p => p.Kind == TokenPartKind.Source ? p with { Text = SourceText(node) } : p)];

    private string? SourceText(int node) =>
        Snapshot.Reads.TryGetValue(Document.Nodes[node].Id.Value, out var read) ? $"{read.Partitions.Length} partitions, version {read.Version[..Math.Min(12, read.Version.Length)]}" : null;
}
