using Serverless.Graph.Documents;
using Serverless.Graph.Functions;
using Serverless.Graph.Parsing;
using Serverless.Jobs;
using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Resolving;

namespace Serverless.Activities;

/// <summary>Loads what activities share of a job: its tenant's stores, document and submission. Immutable parts are kept in memory.</summary>
public sealed class JobLoader(Tenants tenants, Func<FunctionCatalog> functions)
{
    /// <param name="tenants">Whose stores.</param>
    /// <param name="functions">All that this process has.</param>
    public JobLoader(Tenants tenants, FunctionCatalog functions)
        : this(tenants, () => functions)
    {
    }

    /// <summary>The stores of the job's tenant, and no other's.</summary>
    public TenantStores StoresOf(JobKey job) => tenants[job.Tenant];

    /// <summary>The job's document, checked against this host's functions.</summary>
    /// <exception cref="Graph.Validation.JobInvalidException">This host lacks a function that the submitting one had.</exception>
    public Task<JobDocument> DocumentAsync(JobKey job, CancellationToken cancellationToken) =>
        StoresOf(job).Jobs.GetImmutableAsync(
            JobStore.JobBlob(job.Id, JobBlobs.Document).Value, bytes => JobParser.Parse(bytes.Span, functions(), isStored: true).Require(), cancellationToken);

    /// <summary>What the job was submitted with.</summary>
    public Task<Submission> SubmissionAsync(JobKey job, CancellationToken cancellationToken) =>
        StoresOf(job).Jobs.GetImmutableAsync<Submission>(JobStore.JobBlob(job.Id, JobBlobs.Submission).Value, cancellationToken);
}
