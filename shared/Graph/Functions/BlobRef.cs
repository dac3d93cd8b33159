using System.Diagnostics.CodeAnalysis;

namespace Serverless.Graph.Functions;

/// <summary>Stored bytes, named and not loaded: what a function takes or gives when it wants to read or write them itself.</summary>
/// <param name="Name">Name in the job's blob store.</param>
/// <param name="Length">Bytes; null when unknown.</param>
/// <param name="Hash">SHA-256 in lower-case hex; null when unknown.</param>
public sealed record BlobRef(string Name, long? Length = null, string? Hash = null)
{
    /// <summary>For expressions: an element that is a reference fits a function that takes a stream, which the executor opens.</summary>
    /// <exception cref="InvalidOperationException">Always, outside such an expression: nothing has run yet.</exception>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "It exists for expression trees, which never run it.")]
    [SuppressMessage("Design", "CA1065:Do not raise exceptions in unexpected locations", Justification = "It exists for expression trees, which never run it.")]
    public static implicit operator Stream(BlobRef blob) => throw new InvalidOperationException($"'{blob?.Name}' is opened by the executor, or by TaskContext.OpenAsync.");
}

