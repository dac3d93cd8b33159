namespace Serverless.Storage;

/// <summary>Root of what stores and queues throw. The message names the operation, the blob or queue, the cause and the remedy.</summary>
public class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A conditional write lost: the blob exists, or is another version than asked. Part of the contract, not a fault.</summary>
public sealed class StorageConflictException(BlobName name, string message, Exception? inner = null) : StorageException(message, inner)
{
    public BlobName Name { get; } = name;
}

/// <summary>The blob is not there.</summary>
public sealed class BlobNotFoundException(BlobName name, string container, Exception? inner = null)
    : StorageException($"There is no blob '{name}' in container '{container}'.", inner)
{
    public BlobName Name { get; } = name;
}

/// <summary>Nothing answers, or access is refused. The message says what to do.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : StorageException(message, inner);

/// <summary>No room is left, or the place is read-only; nothing was changed.</summary>
public sealed class StorageFullException(string message, Exception? inner = null) : StorageException(message, inner);
