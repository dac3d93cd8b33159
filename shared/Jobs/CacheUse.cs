namespace Serverless.Jobs;

/// <summary>What a job found recorded.</summary>
/// <param name="Nodes">Nodes that compute something and that the outputs need.</param>
/// <param name="Reused">Of those, the ones of which nothing ran.</param>
/// <param name="Lost">Recorded results that were gone or broken and were made again.</param>
public sealed record CacheUse(int Nodes, int Reused, int Lost);
