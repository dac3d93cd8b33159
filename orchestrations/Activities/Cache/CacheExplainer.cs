using System.Text.Json;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;
using Serverless.Jobs;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Activities.Cache;

/// <summary>Answers what a job has in the cache, why a node ran, and forgets results on request.</summary>
public sealed class CacheExplainer(JobLoader loader)
{
    // Earlier jobs of the same name that are looked at: a nightly job's last month.
    private const int MaxEntries = 1000;

    // Differences that the sentence names; all of them are in the list.
    private const int MaxTold = 20;

    /// <summary>What is recorded of a job's results, sources first.</summary>
    /// <exception cref="CacheQuestionException">The job is not there.</exception>
    /// <exception cref="JobInvalidException">This host lacks a function of it.</exception>
    public async Task<IReadOnlyList<CachedResult>> ShowAsync(JobKey job, CancellationToken cancellationToken)
    {
        var planned = await RequireAsync(job, cancellationToken);
        var results = new List<CachedResult>();
        foreach (var pipeline in planned.PipelineGraph.Pipelines)
        {
            var records = await loader.StoresOf(job).Ledger.ReadAsync(pipeline.Token, cancellationToken);
            results.Add(new CachedResult(
                pipeline.Title,
                pipeline.Token,
                pipeline.Count,
                new RangeSet(records.Select(r => new IndexRange(r.First, r.Last))).Count,
                records.Sum(r => r.Bytes),
                records.Sum(r => r.Seconds),
                [.. records.Select(r => r.Job).OfType<string>().Distinct(StringComparer.Ordinal)],
                !pipeline.Nodes.Any(n => HasRun(planned, planned.Document.Nodes.IndexOf(new NodeId(n))))));
        }
        return results;
    }

    /// <summary>Compares a node's token with the one that it had in the job of the same name before.</summary>
    /// <exception cref="CacheQuestionException">The job or the node is not there.</exception>
    /// <exception cref="JobInvalidException">This host lacks a function of it.</exception>
    public async Task<NodeStory> WhyAsync(JobKey job, string node, CancellationToken cancellationToken)
    {
        var now = await RequireAsync(job, cancellationToken);
        var at = PositionOf(now, node);
        var ran = HasRun(now, at);
        var story = new NodeStory { Node = node, Token = now.Tokens[at]?.ToString(), HasRun = ran, Answer = "" };
        if (!ran) return story with { Answer = $"'{node}' did not run: equal work was recorded already, its own or that of what uses it." };
        if (await BeforeAsync(now, cancellationToken) is not { } before) return story with { Answer = $"'{node}' ran: there is no earlier job named '{now.Document.Name}' to compare with." };
        story = story with { ComparedWith = before.Key.Id };
        if (before.Document.Nodes.IndexOf(new NodeId(node)) < 0) return story with { Answer = $"'{node}' ran: job {before.Key.Id} had no node of that name." };
        var differences = new List<TokenDifference>();
        Compare(before, now, node, differences);
        return differences.Count == 0
            ? story with { Answer = $"'{node}' ran: its token is that of job {before.Key.Id}, and its results were not recorded then, evicted, dropped or lost, or lay within a fused task." }
            : story with { Differences = differences, Answer = $"'{node}' ran: since job {before.Key.Id} {string.Join("; ", differences.Take(MaxTold).Select(d => Text(d, node)))}{(differences.Count > MaxTold ? $"; and {differences.Count - MaxTold:N0} more" : "")}." };
    }

    /// <summary>Forgets what is recorded of a node, so that the next job that wants it makes it again. The collector deletes it.</summary>
    /// <returns>How many records there were.</returns>
    /// <exception cref="CacheQuestionException">The job or the node is not there.</exception>
    /// <exception cref="JobInvalidException">This host lacks a function of it.</exception>
    public async Task<int> DropAsync(JobKey job, string node, CancellationToken cancellationToken)
    {
        var planned = await RequireAsync(job, cancellationToken);
        PositionOf(planned, node);
        var count = 0;
        foreach (var pipeline in planned.PipelineGraph.Pipelines.Where(p => p.Node == node || p.Nodes.Contains(node, StringComparer.Ordinal)))
            count += await loader.StoresOf(job).Ledger.ForgetAsync(pipeline.Token, static _ => true, cancellationToken);
        return count;
    }

    // Depth first without recursion: a chain may have a million nodes.
    private static void Compare(PlannedJob before, PlannedJob now, string node, List<TokenDifference> differences)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([node]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next)) continue;
            var at = now.Document.Nodes.IndexOf(new NodeId(next));
            var was = before.Document.Nodes.IndexOf(new NodeId(next));
            if (was >= 0 && now.Tokens[at] == before.Tokens[was]) continue;
            if (was < 0)
            {
                differences.Add(new TokenDifference(next, Graph.Identity.TokenPartKind.Inputs, null, "new"));
                continue;
            }
            foreach (var (old, part) in before.PartsOf(was).Zip(now.PartsOf(at)).Where(p => p.First.Hash != p.Second.Hash))
                differences.Add(new TokenDifference(next, part.Kind, old.Text, part.Text));
            var dependencies = now.Document.Topology.Dependencies(at);
            for (var i = dependencies.Length - 1; i >= 0; i--) open.Push(now.Document.Nodes[dependencies[i]].Id.Value);
        }
    }

    private static string Text(TokenDifference difference, string asked)
    {
        var whose = difference.Node == asked ? "" : $" of '{difference.Node}' before it";
        var what = difference.Part switch
        {
            Graph.Identity.TokenPartKind.Job => "the result is the job's own (impure, appending, or cache none), so no other job's is used: it",
            var part => $"the {part.ToString().ToLowerInvariant()}{whose}",
        };
        return difference is { Before: { } before, After: { } after } ? $"{what} changed from {Short(before)} to {Short(after)}" : $"{what} changed";
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static bool HasRun(PlannedJob job, int at) => at >= 0 && job.Ran.Ranges.Any(r => r.First <= at && at <= r.Last);

    private static int PositionOf(PlannedJob job, string node)
    {
        if (job.Document.Nodes.FirstOrDefault(n => n.Id.Value == node) is { } known) return job.Document.Nodes.IndexOf(known.Id);
        var nearest = Spelling.Nearest(node, job.Document.Nodes.Select(n => n.Id.Value)) is { } near ? $" Did you mean '{near}'?" : "";
        throw new CacheQuestionException($"Job {job.Key.Id} has no node '{node}'.{nearest}");
    }

    private async Task<PlannedJob> RequireAsync(JobKey job, CancellationToken cancellationToken) =>
        await PlannedJob.FindAsync(loader, job, cancellationToken) ?? throw new CacheQuestionException($"There is no job '{job.Id}' of tenant '{job.Tenant}' that was planned and not purged.");

    private async Task<PlannedJob?> BeforeAsync(PlannedJob job, CancellationToken cancellationToken)
    {
        var stores = loader.StoresOf(job.Key);
        var mine = await stores.Jobs.FindAsync<Submission>(job.Key.Id, JobBlobs.Submission, cancellationToken);
        var count = 0;
        await foreach (var blob in stores.Blobs.ListAsync(JobListName.Folder, cancellationToken))
        {
            if (JobListName.TryParse(blob.Name) is not { } entry) continue;
            if (entry.Job == job.Key.Id || entry.SubmittedAt > mine?.SubmittedAt) continue;
            if (++count > MaxEntries) break;
            try
            {
                if (await stores.Jobs.FindAsync<Submission>(entry.Job, JobBlobs.Submission, cancellationToken) is not { } submission || submission.Name != job.Document.Name) continue;
                if (await PlannedJob.FindAsync(loader, job.Key with { Id = entry.Job }, cancellationToken) is { } before) return before;
            }
            catch (Exception e) when (e is JobInvalidException or BlobNotFoundException or DamagedBlobException or JsonException)
            {
                // A function of it is not here any more, or it is being purged: an older one may do.
            }
        }
        return null;
    }
}
