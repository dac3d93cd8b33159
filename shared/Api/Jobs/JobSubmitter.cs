using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Jobs;
using Serverless.Execution.Resolving;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Graph.Tokens;
using Serverless.Graph.Validation;
using Serverless.Jobs;

namespace Serverless.Api.Jobs;

/// <summary>How a document is submitted.</summary>
public sealed record SubmitOptions
{
    /// <summary>The job's id, which makes submitting idempotent; null makes a new one.</summary>
    public string? JobId { get; init; }

    /// <summary>Where relative paths of files start; null for documents from the network.</summary>
    public string? BaseFolder { get; init; }

    /// <summary>Datasets that jobs before this one will have written by the time it runs.</summary>
    public ImmutableHashSet<string> ExpectedDatasets { get; init; } = [];
}

/// <summary>A submitted job.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Created">False when it was there before.</param>
public sealed record SubmittedJob(JobKey Job, bool Created);

/// <summary>Checks documents and starts jobs: the one way in, for every host and every client.</summary>
public sealed class JobSubmitter(Tenants tenants, FunctionCatalog functions, ResolverFactory resolvers, TimeProvider time)
{
    /// <summary>Parses a document and looks whether what it reads is there. Writes nothing.</summary>
    /// <exception cref="JobInvalidException">Everything that is wrong with it.</exception>
    public async Task<JobDocument> CheckAsync(string tenant, ReadOnlyMemory<byte> utf8, SubmitOptions options, CancellationToken cancellationToken)
    {
        var document = JobParser.Parse(utf8.Span, functions).Require();
        try
        {
            await resolvers.Create(tenants[tenant]).ResolveAsync(document, options.BaseFolder, before: null, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            var rest = e.Problems.Where(p => !IsExpected(document, p, options)).ToImmutableArray();
            if (rest.Length > 0) throw new JobInvalidException(rest);
        }
        return document;
    }

    /// <summary>Stores a checked document and starts its job. Submitting the same id again changes nothing.</summary>
    /// <exception cref="ArgumentException">The id breaks the rule.</exception>
    public async Task<SubmittedJob> SubmitAsync(
        DurableClient client, string tenant, JobDocument document, ReadOnlyMemory<byte> utf8, SubmitOptions options, CancellationToken cancellationToken)
    {
        var id = options.JobId ?? JobId.New(time);
        if (JobId.Problem(id) is { } problem) throw new ArgumentException(problem, nameof(options));
        var job = new JobKey(tenant, id);
        if (await client.GetAsync(InstanceOf(job), cancellationToken) is not null) return new SubmittedJob(job, Created: false);
        var stores = tenants[tenant];
        var hash = DocumentHash.Of(document).ToString();
        await stores.Jobs.PutBytesAsync(id, JobBlobs.Document, utf8, cancellationToken);
        await stores.Jobs.PutAsync(
            id, JobBlobs.Submission, new Submission { Name = document.Name, DocumentHash = hash, SubmittedAt = time.GetUtcNow(), BaseFolder = options.BaseFolder }, cancellationToken);
        var created = await client.StartAsync(LogicNames.Job, new JobInput(job, document.Name, hash), InstanceOf(job), cancellationToken);
        return new SubmittedJob(job, created);
    }

    /// <summary>Jobs of a tenant that have not ended, oldest first.</summary>
    public static async Task<IReadOnlyList<JobInput>> UnfinishedAsync(DurableClient client, string tenant, CancellationToken cancellationToken)
    {
        var jobs = new List<JobInput>();
        string? next = null;
        do
        {
            var page = await client.QueryAsync(
                new InstanceQuery { IdPrefix = $"{tenant}~", Statuses = [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended], PageSize = 1000, ContinuationToken = next },
                cancellationToken);
            jobs.AddRange(page.Instances.Where(i => i.Name.Name == LogicNames.Job.Name && i.Input is not null).Select(i => JsonSerializer.Deserialize<JobInput>(i.Input!, DurableJson.Options)!));
            next = page.ContinuationToken;
        }
        while (next is not null);
        return jobs;
    }

    /// <summary>The instance that runs a job.</summary>
    public static InstanceId InstanceOf(JobKey job) => new($"{job.Tenant}~{job.Id}");

    private static bool IsExpected(JobDocument document, Problem problem, SubmitOptions options) =>
        problem.Rule == "missing-dataset"
        && document.Nodes.OfType<ReadNode>().Any(r => r.Dataset is { } d && options.ExpectedDatasets.Contains(d) && problem.Path.StartsWith($"$.nodes.{r.Id}.", StringComparison.Ordinal));
}
