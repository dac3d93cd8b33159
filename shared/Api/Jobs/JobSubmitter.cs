using System.Diagnostics;
using System.Text.Json;
using Serverless.Api.Observing;
using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Jobs.Tracing;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Json;
using Serverless.Store.Resolving;

namespace Serverless.Api.Jobs;

/// <summary>Checks documents and starts jobs: the one way in, for every host and every client.</summary>
public sealed class JobSubmitter(Tenants tenants, FunctionCatalog functions, ResolverFactory resolvers, TimeProvider time)
{
    /// <summary>Parses a document and looks whether what it reads is there. Writes nothing.</summary>
    /// <exception cref="JobInvalidException">Everything that is wrong with it.</exception>
    public async Task<JobDocument> CheckAsync(string tenant, ReadOnlyMemory<byte> utf8, SubmitOptions options, CancellationToken cancellationToken)
    {
        var document = JobParser.Parse(utf8.Span, functions).Require();
        await CheckAsync(tenant, document, options, cancellationToken);
        return document;
    }

    /// <summary>Looks whether what a document reads is there, and whether its queries fit that. Writes nothing.</summary>
    /// <exception cref="JobInvalidException">Everything that is wrong with it.</exception>
    public Task CheckAsync(string tenant, JobDocument document, SubmitOptions options, CancellationToken cancellationToken) => CheckReadsAsync(tenant, document, options, cancellationToken);

    /// <summary>Checks a document and starts its job, unless this very job is there: then nothing is looked at again.</summary>
    /// <exception cref="JobInvalidException">Everything that is wrong with it.</exception>
    /// <exception cref="JobIdTakenException">The id is another document's.</exception>
    public async Task<SubmittedJob> AcceptAsync(DurableClient client, string tenant, ReadOnlyMemory<byte> utf8, SubmitOptions options, CancellationToken cancellationToken)
    {
        var document = JobParser.Parse(utf8.Span, functions, isStored: options.Resumes is not null).Require();
        if (document.After.Length > 0 && !options.IsAfterDone) throw new JobInvalidException([ComesAfter(document)]);
        // What it reads may have changed since it was accepted: a repeated request is not refused for that.
        if (options.JobId is not { } id || JobId.Problem(id) is not null || await tenants[tenant].Jobs.FindAsync<Submission>(id, JobBlobs.Submission, cancellationToken) is null)
            await CheckReadsAsync(tenant, document, options, cancellationToken);
        return await SubmitAsync(client, tenant, document, utf8, options, cancellationToken);
    }

    /// <summary>Stores a checked document and starts its job. Submitting the same id again changes nothing.</summary>
    /// <remarks>The submission claims the id, then come document and list entry, then the start: a crash between them is mended by submitting again.</remarks>
    /// <exception cref="ArgumentException">The id breaks the rule.</exception>
    /// <exception cref="JobIdTakenException">The id is another document's.</exception>
    public async Task<SubmittedJob> SubmitAsync(
        DurableClient client, string tenant, JobDocument document, ReadOnlyMemory<byte> utf8, SubmitOptions options, CancellationToken cancellationToken)
    {
        var id = options.JobId ?? JobId.New(time);
        if (JobId.Problem(id) is { } problem) throw new ArgumentException(problem, nameof(options));
        var job = new JobKey(tenant, id);
        var caller = options.Trace ?? TraceContext.OfCurrent();
        using var span = ApiInstruments.Start("submit", ActivityKind.Producer, caller);
        span?.SetTag(SpanTags.Tenant, tenant).SetTag(SpanTags.Job, id).SetTag(SpanTags.JobName, document.Name);
        var trace = span is { Recorded: true } ? TraceContext.Of(span.Context) : caller;
        var stores = tenants[tenant];
        var wanted = FunctionBuilds.AddTo(
            new Submission { Name = document.Name, DocumentHash = DocumentHash.Of(document).ToString(), SubmittedAt = time.GetUtcNow(), BaseFolder = options.BaseFolder, Resumes = options.Resumes, IsFresh = options.IsFresh, Pool = document.Nodes.Select(n => document.PolicyOf(n).Placement).FirstOrDefault(static p => p is not null), Params = ParameterView.Of(document.Parameters) },
            document,
            options.Resumed);
        var builds = new RecordedBuilds(stores.Blobs);
        // A resumption marks its own results; a fresh job's are the builds that count from now on.
        var notes = options is { IsFresh: false, Resumes: null } ? await builds.CompareAsync(document, wanted, cancellationToken) : [];
        if (await SemaphoreNotes.OfAsync(client, tenant, document, cancellationToken) is { Count: > 0 } lacking) notes = [.. notes, .. lacking];
        if (notes.Count > 0) wanted = wanted with { Notes = notes };
        var submission = await ClaimAsync(stores, job, wanted, cancellationToken);
        if (ReferenceEquals(submission, wanted) || await client.GetAsync(InstanceOf(job), cancellationToken) is null)
        {
            await stores.Jobs.PutBytesAsync(id, JobBlobs.Document, utf8, cancellationToken);
            // What runs in this process need not parse what was just checked.
            stores.Jobs.Remember(JobStore.JobBlob(id, JobBlobs.Document).Value, document, utf8.Length);
            await new JobIndex(stores.Blobs).AddAsync(new JobEntry { Id = id, Name = document.Name, SubmittedAt = submission.SubmittedAt, Params = submission.Params }, cancellationToken);
        }
        var created = await client.StartAsync(LogicNames.Job, new JobInput(job, document.Name, submission.DocumentHash) { Trace = trace }, InstanceOf(job), cancellationToken);
        span?.SetTag(SpanTags.End, created ? "created" : "known");
        if (created) ApiInstruments.JobsSubmitted.Add(1);
        if (options.Resumes is null) await builds.RememberAsync(document, submission, job.Id, options.IsFresh, cancellationToken);
        return new SubmittedJob(job, created) { Notes = submission.Notes ?? [] };
    }

    /// <summary>Jobs of a tenant that have not ended, oldest first; null: of all tenants.</summary>
    public static async Task<IReadOnlyList<JobInput>> UnfinishedAsync(DurableClient client, string? tenant, CancellationToken cancellationToken)
    {
        var jobs = new List<JobInput>();
        string? next = null;
        do
        {
            var page = await client.QueryAsync(
                new InstanceQuery { IdPrefix = tenant is null ? null : JobInstances.PrefixOf(tenant), Statuses = [InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended], PageSize = 1000, ContinuationToken = next },
                cancellationToken);
            jobs.AddRange(page.Instances.Where(i => i.Name.Name == LogicNames.Job.Name && i.Input is not null).Select(i => JsonSerializer.Deserialize<JobInput>(i.Input!, DurableJson.Options)!));
            next = page.ContinuationToken;
        }
        while (next is not null);
        return jobs;
    }

    /// <summary>The instance that runs a job.</summary>
    public static InstanceId InstanceOf(JobKey job) => job.ToInstanceId();

    private static Problem ComesAfter(JobDocument document) => new()
    {
        Path = "$.after",
        Rule = ProblemRules.After,
        Message = $"The job comes after {string.Join(", ", document.After.Select(a => $"'{a}'"))}, which a host cannot look at. 'serverless submit' hands them in first, one after the other; others do so themselves and add '?after=done'.",
    };

    // The one who writes the submission first owns the id, also when its process dies before the job is started.
    private static async Task<Submission> ClaimAsync(TenantStores stores, JobKey job, Submission wanted, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = StoredJson.Write(wanted);
            await stores.Blobs.PutAsync(JobStore.JobBlob(job.Id, JobBlobs.Submission), bytes, BlobCondition.IfAbsent, cancellationToken);
            return wanted;
        }
        catch (StorageConflictException)
        {
            var there = (await stores.Jobs.FindAsync<Submission>(job.Id, JobBlobs.Submission, cancellationToken))!;
            // The one who goes on with a job must not be told of another's end, though it has the same document.
            return there.DocumentHash == wanted.DocumentHash && (wanted.Resumes is null || there.Resumes == wanted.Resumes) ? there : throw new JobIdTakenException(job);
        }
    }

    private async Task CheckReadsAsync(string tenant, JobDocument document, SubmitOptions options, CancellationToken cancellationToken)
    {
        var resolver = resolvers.Create(tenants[tenant]);
        var problems = await resolver.CheckWritesAsync(document, options.Resumes, options.ExpectedDatasets, cancellationToken);
        try
        {
            var snapshot = await resolver.ResolveAsync(document, options.BaseFolder, before: null, cancellationToken, options.ExpectedDatasets);
            if (ShapeCheck.Of(document, snapshot) is { Length: > 0 } misfits) throw new JobInvalidException(misfits);
            // Those that come over the network are bound where they run: to bind one computes its constants, however large they are.
            if (options.BaseFolder is not null) problems = [.. await resolver.CheckQueriesAsync(document, snapshot, cancellationToken), .. problems];
        }
        catch (JobInvalidException e)
        {
            problems = [.. e.Problems, .. problems];
        }
        if (problems.Length > 0) throw new JobInvalidException(problems);
    }
}
