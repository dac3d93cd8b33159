using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>Outlines a document over what its reads were resolved to: the same for a job that runs and for explaining one that does not.</summary>
public static class JobOutliner
{
    /// <param name="document">The job's.</param>
    /// <param name="snapshot">What is known of its reads.</param>
    /// <param name="salt">The job's id: part of the tokens of results that are nobody else's.</param>
    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static Outline Create(JobDocument document, JobSnapshot snapshot, string salt)
    {
        var sources = snapshot.Reads.ToDictionary(r => new NodeId(r.Key), r => VersionToken(r.Value.Version));
        var tokens = NodeTokens.Compute(document, sources, salt);
        var ready = Readiness.Of(document, snapshot);
        return Outliner.Create(document, snapshot, [.. ready.Select((r, node) => r ? tokens[node]?.ToString() : null)]);
    }

    private static Token VersionToken(string version)
    {
        var writer = new TokenWriter();
        writer.String(version);
        return writer.Finish();
    }
}
