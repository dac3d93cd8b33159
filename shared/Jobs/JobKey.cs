using Serverless.Durable;
using Serverless.Jobs.Tracing;

namespace Serverless.Jobs;

/// <summary>Which job; everything else about it is in blobs under its id.</summary>
/// <param name="Tenant">Whose container.</param>
/// <param name="Id">Sortable, unique in the tenant.</param>
public sealed record JobKey(string Tenant, string Id)
{
    /// <summary>The instance that runs it.</summary>
    public InstanceId ToInstanceId() => JobInstances.Of(Tenant, Id);
}

/// <summary>What starts a job.</summary>
/// <param name="Job">Which one.</param>
/// <param name="Name">From the document, for people.</param>
/// <param name="DocumentHash">SHA-256 of the canonical document: the same hash is the same work.</param>
public sealed record JobInput(JobKey Job, string Name, string DocumentHash)
{
    /// <summary>The trace of the submission; null: none.</summary>
    public TraceContext? Trace { get; init; }
}
