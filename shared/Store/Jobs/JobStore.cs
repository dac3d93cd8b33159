using System.Security.Cryptography;
using System.Text.Json;
using Serverless.Graph.Documents;
using Serverless.Planning.Pipelines;
using Serverless.Storage;
using Serverless.Store.Json;
using Serverless.Store.Memory;

namespace Serverless.Store.Jobs;

/// <summary>
/// The blobs of jobs in one tenant's container: documents, snapshots, plans, failures, outcomes. What is immutable is read once a process, and kept as long as it is
/// among what was used last.
/// </summary>
public sealed class JobStore(IBlobStore blobs)
{
    // Document, submission, snapshot and plan: what each unit of a job asks for, however large the job is.
    private const int OfAJob = 4;

    private readonly RecentCache<object> _cache = new(DefaultMaxBytes, OfAJob);

    /// <summary>Bytes of the blobs that are kept in memory: 1/256 of the machine's or container's, and at most 64 MiB. As objects they take about ten times as much.</summary>
    private static long DefaultMaxBytes => Math.Min(64L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 256);

    /// <summary>Stores something immutable under the hash of its content, and says where.</summary>
    /// <param name="folder">As in <c>plans</c>.</param>
    /// <param name="value">What.</param>
    /// <param name="cancellationToken">Stops waiting; the blob may have been written.</param>
    public async Task<string> PutImmutableAsync<T>(string folder, T value, CancellationToken cancellationToken)
        where T : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, ExecutionJson.Options);
        var name = $"{folder}/{Convert.ToHexStringLower(SHA256.HashData(bytes))}.json";
        try
        {
            await blobs.PutAsync(new BlobName(name), bytes, BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // The same content is there already.
        }
        _cache.Set(name, value, bytes.Length);
        return name;
    }

    /// <summary>Reads something immutable.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    public async Task<T> GetImmutableAsync<T>(string name, CancellationToken cancellationToken)
        where T : class =>
        await GetImmutableAsync(name, bytes => Verified<T>(name, bytes), cancellationToken);

    /// <summary>Reads something immutable in a format of its own.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    public async Task<T> GetImmutableAsync<T>(string name, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        if (_cache.TryGet(name, out var known)) return (T)known;
        var content = await blobs.GetAsync(new BlobName(name), cancellationToken) ?? throw new BlobNotFoundException(new BlobName(name), blobs.Container);
        var value = read(content.Bytes);
        _cache.Set(name, value, content.Bytes.Length);
        return value;
    }

    // Where its name is the hash of what was written, that is the stronger checksum.
    private static T Verified<T>(string name, ReadOnlyMemory<byte> bytes)
        where T : class
    {
        var own = Path.GetFileNameWithoutExtension(name);
        var isNamedByContent = own.Length == 2 * SHA256.HashSizeInBytes && own.All(char.IsAsciiHexDigitLower);
        if (isNamedByContent && own != Convert.ToHexStringLower(SHA256.HashData(bytes.Span))) throw new DamagedBlobException(new BlobName(name));
        return StoredJson.TryRead<T>(bytes.Span) ?? throw new DamagedBlobException(new BlobName(name));
    }

    /// <summary>Writes a blob of a job, over what may be there.</summary>
    public Task PutAsync<T>(string job, string name, T value, CancellationToken cancellationToken) =>
        PutBytesAsync(job, name, StoredJson.Write(value), cancellationToken);

    /// <summary>Writes a blob of a job, over what may be there.</summary>
    public Task PutBytesAsync(string job, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        blobs.PutAsync(JobBlob(job, name), bytes, BlobCondition.None, cancellationToken);

    /// <returns>Null when it is not there.</returns>
    /// <exception cref="DamagedBlobException">It is not what was written.</exception>
    public async Task<T?> FindAsync<T>(string job, string name, CancellationToken cancellationToken)
        where T : class =>
        await blobs.GetAsync(JobBlob(job, name), cancellationToken) is { } content ? StoredJson.Read<T>(content) : null;

    /// <summary>Removes a blob of a job, where it is there.</summary>
    public Task DeleteAsync(string job, string name, CancellationToken cancellationToken) => blobs.DeleteAsync(JobBlob(job, name), BlobCondition.None, cancellationToken);

    /// <summary>Whether a marker, as <c>cancel</c>, is there.</summary>
    public async Task<bool> HasAsync(string job, string name, CancellationToken cancellationToken) =>
        await blobs.GetPropertiesAsync(JobBlob(job, name), cancellationToken) is not null;

    /// <summary>Name of a job's blob.</summary>
    public static BlobName JobBlob(string job, string name) => new($"{Layout.Jobs}/{job}/{name}");

    /// <summary>What the names of a job's blobs in a folder begin with, for listings.</summary>
    public static string FolderOf(string job, string folder) => $"{JobBlob(job, folder).Value}/";

    /// <summary>Keeps in memory what the caller has just written: the blob is immutable, and reading it back would give the same.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="value">What is in it.</param>
    /// <param name="bytes">Its length.</param>
    public void Remember(string name, object value, long bytes) => _cache.Set(name, value, bytes);
}

/// <summary>Where an output's results are.</summary>
/// <param name="Token">Of its pipeline: the key into the ledger.</param>
/// <param name="Result">What is stored.</param>
/// <param name="Count">How many parts.</param>
/// <param name="IsCollection">A collection of parts, or one value.</param>
public sealed record JobOutput(string Token, ResultKind Result, long Count, bool IsCollection)
{
    /// <summary>The part that a single value is.</summary>
    public int Part { get; init; }
}
