namespace Serverless.Embedded;

/// <summary>How far a job is.</summary>
/// <param name="Done">Tasks that are done, those found recorded included.</param>
/// <param name="Total">Tasks of the stages planned so far; grows when a shape becomes known.</param>
/// <param name="Found">Tasks that were recorded before and did not run.</param>
public sealed record ComputeProgress(long Done, long Total, long Found);
