using Serverless.Jobs;

namespace Serverless.Logic.Restarts;

/// <summary>Starts a job anew.</summary>
/// <param name="Job">What the job was started with.</param>
/// <param name="From">The name and version of the instance that this host has no code for.</param>
/// <param name="Suspended">The job was suspended, and is to stay so.</param>
public sealed record RestartRequest(JobInput Job, string From, bool Suspended);
