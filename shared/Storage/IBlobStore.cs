namespace Serverless.Storage;

/// <summary>
/// The blobs of one container. Every adapter inherits the conformance kit (tests/Storage.Conformance), which is this contract as tests.
/// </summary>
/// <remarks>
/// Atomicity: a write is seen whole or not at all, also after a crash; a reader that has started sees one version to its end.
/// Durability: a write or delete is on stable storage when the call returns; a reader may see it a moment earlier.
/// Conflicts: a condition that does not hold throws <see cref="StorageConflictException"/> and changes nothing; of racing conditional writes exactly one wins,
/// and the one who is told of a conflict is told of something durable. An ETag never comes back: no later content of that name has it, also after a delete.
/// Buffers: the caller's memory is read only until the call returns.
/// Idempotence: deleting what is not there is success.
/// Cancelling throws <see cref="OperationCanceledException"/>; a write that was cancelled may or may not have happened, but is never partial.
/// </remarks>
public interface IBlobStore
{
    /// <summary>The container's name, for messages.</summary>
    string Container { get; }

    /// <summary>Writes a blob from memory.</summary>
    /// <exception cref="StorageConflictException">The condition does not hold.</exception>
    Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Writes a blob from a stream, read to its end, in bounded memory.</summary>
    /// <exception cref="StorageConflictException">The condition does not hold.</exception>
    Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Reads a whole small blob (up to 64 MiB); null when it is not there.</summary>
    Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>Opens a range for reading, one version from start to end. A range past the end is cut; one that starts past it is empty.</summary>
    /// <exception cref="BlobNotFoundException">It is not there.</exception>
    Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken);

    /// <returns>Null when it is not there.</returns>
    Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>Blobs whose names start with <paramref name="prefix"/> (any text, also the middle of a segment), in ordinal order of UTF-16 names. Blobs written meanwhile may be missing.</summary>
    IAsyncEnumerable<BlobProperties> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// One level of the names that start with <paramref name="prefix"/> (as in <see cref="ListAsync"/>): blobs without a slash after it, and one entry in place of
    /// all that share the text up to their next slash. In ordinal order of <see cref="BlobEntry.Name"/>. What lies below an entry is not read, however much it is.
    /// </summary>
    IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, CancellationToken cancellationToken);

    /// <returns>False when it was not there.</returns>
    /// <exception cref="StorageConflictException">The condition does not hold.</exception>
    Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Deletes many; what is not there is skipped. Stops at the first fault; what was deleted stays deleted.</summary>
    Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken);

    /// <summary>Copies within the account without passing the bytes through this process where the store can.</summary>
    /// <exception cref="BlobNotFoundException">The source is not there.</exception>
    /// <exception cref="StorageConflictException">The condition on the destination does not hold.</exception>
    Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken);
}

/// <summary>The containers of one account or folder. A tenant has one container; the hub has one of its own.</summary>
public interface IBlobAccount
{
    /// <summary>A container's blobs; it is created at the first write. Names: 3 to 63 lower-case letters, digits and single hyphens, as Azure demands.</summary>
    /// <exception cref="ArgumentException">The name breaks the rule.</exception>
    IBlobStore GetContainer(string name);

    /// <summary>Fails fast when nothing answers or access is refused.</summary>
    /// <exception cref="StorageUnavailableException">The message says what to start or grant.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
