using Serverless.Graph.Documents;
using Serverless.Graph.Identity;
using Serverless.Graph.Tokens;
using Serverless.Graph.Values;
using Serverless.Planning.Snapshots;

namespace Serverless.Planning.Pipelines;

/// <summary>Outlines a document over what its reads were resolved to: the same for a job that runs and for explaining one that does not.</summary>
public static class JobPipelines
{
    /// <summary>What the reads of a snapshot put into tokens.</summary>
    public static Dictionary<NodeId, Token> SourcesOf(JobSnapshot snapshot) => snapshot.Reads.ToDictionary(r => new NodeId(r.Key), r => VersionToken(r.Value.Version));

    /// <param name="document">The job's.</param>
    /// <param name="snapshot">What is known of its reads.</param>
    /// <param name="salt">The job's id: part of the tokens of results that are one job's alone.</param>
    /// <param name="versions">What stands for versions of functions, by name, instead of the document's.</param>
    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static PipelineGraph Create(JobDocument document, JobSnapshot snapshot, string salt, IReadOnlyDictionary<string, string>? versions = null) =>
        Create(document, snapshot, NodeTokens.Compute(document, SourcesOf(snapshot), salt, versions));

    /// <param name="document">The job's.</param>
    /// <param name="snapshot">What is known of its reads.</param>
    /// <param name="tokens">Of its nodes over that snapshot.</param>
    /// <exception cref="PlanException">Counts do not fit each other.</exception>
    public static PipelineGraph Create(JobDocument document, JobSnapshot snapshot, NodeTokens tokens)
    {
        var traits = new CollectionTraits(document);
        var ready = Readiness.Of(document, snapshot, traits);
        var known = new Token?[ready.Length];
        for (var node = 0; node < known.Length; node++) known[node] = ready[node] ? tokens[node] : null;
        return PipelineBuilder.Create(document, snapshot, traits, known);
    }

    private static Token VersionToken(string version)
    {
        var writer = new TokenWriter();
        writer.String(version);
        return writer.Finish();
    }
}
