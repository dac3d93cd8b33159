namespace Serverless.Jobs;

/// <summary>Calls of storage that units made for their inputs, results and records, by the kinds that stores tell apart, and bill. Those of child processes are not known.</summary>
/// <param name="Reads">Blobs and their properties read.</param>
/// <param name="Writes">Blobs written or copied.</param>
/// <param name="Lists">Listings begun.</param>
/// <param name="Deletes">Blobs deleted.</param>
public sealed record StorageOperations(long Reads, long Writes, long Lists, long Deletes)
{
    public static StorageOperations None { get; } = new(0, 0, 0, 0);

    /// <summary>All kinds. Not stored: it follows from them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Total => Reads + Writes + Lists + Deletes;

    public static StorageOperations operator +(StorageOperations a, StorageOperations b) => new(a.Reads + b.Reads, a.Writes + b.Writes, a.Lists + b.Lists, a.Deletes + b.Deletes);

    public static StorageOperations Add(StorageOperations left, StorageOperations right) => left + right;
}
