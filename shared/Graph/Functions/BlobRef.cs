namespace Serverless.Graph.Functions;

/// <summary>Stored bytes, named and not loaded: what a function takes or gives when it wants to read or write them itself.</summary>
/// <param name="Name">Name in the job's blob store.</param>
/// <param name="Length">Bytes; null when unknown.</param>
/// <param name="Hash">SHA-256 in lower-case hex; null when unknown.</param>
public sealed record BlobRef(string Name, long? Length = null, string? Hash = null);
