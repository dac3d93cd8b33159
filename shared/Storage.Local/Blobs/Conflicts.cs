using Serverless.Native.Files;

namespace Serverless.Storage.Local.Blobs;

/// <summary>Holds a condition against what is there.</summary>
internal static class Conflicts
{
    /// <returns>Null when the condition holds.</returns>
    public static StorageConflictException? Of(string container, BlobName name, BlobCondition condition, FileStatus? current)
    {
        if (condition.MustBeAbsent) return current is null ? null : Exists(container, name);
        if (condition.MustMatch is not { } wanted) return null;
        if (current is not { } status)
            return new StorageConflictException(name, $"Blob '{name}' in container '{container}' is not there; version {wanted} was expected.");
        var etag = ContainerFolder.PropertiesOf(name, status).ETag;
        return etag == wanted
            ? null
            : new StorageConflictException(name, $"Blob '{name}' in container '{container}' is version {etag}; version {wanted} was expected.");
    }

    public static StorageConflictException Exists(string container, BlobName name) =>
        new(name, $"Blob '{name}' in container '{container}' exists; it was to be created.");
}
