namespace Serverless.Jobs;

/// <summary>Calls of storage that units made for their inputs, results and records, by the kinds that stores tell apart, and bill; those of units in processes of their own too.</summary>
/// <param name="Reads">Blobs and their properties read.</param>
/// <param name="Writes">Blobs written or copied.</param>
/// <param name="Lists">Listings begun.</param>
/// <param name="Deletes">Blobs deleted.</param>
public sealed record StorageOperations(long Reads, long Writes, long Lists, long Deletes)
{
    /// <summary>All kinds. Not stored: it follows from them.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Total => Reads + Writes + Lists + Deletes;

    /// <summary>Both together; null when neither is known.</summary>
    public static StorageOperations? Sum(StorageOperations? a, StorageOperations? b) =>
        a is null || b is null ? a ?? b : new(a.Reads + b.Reads, a.Writes + b.Writes, a.Lists + b.Lists, a.Deletes + b.Deletes);
}
