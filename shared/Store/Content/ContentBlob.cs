using Serverless.Storage;

namespace Serverless.Store.Content;

/// <summary>Blobs whose names say their content: the one who stores one that is there already stores nothing, unless a collector may be about to delete it.</summary>
public static class ContentBlob
{
    /// <summary>The least age at which a collector may delete.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    // Half of it: what refers to the blob is recorded in time, or by a job that the collector knows of.
    private static readonly TimeSpan Fresh = KeptFor / 2;

    /// <summary>Opens one for reading from start to end. The one who stores it again meanwhile does not stop the reader.</summary>
    /// <exception cref="BlobNotFoundException">It is gone.</exception>
    public static async Task<Stream> OpenAsync(IBlobStore blobs, BlobName name, CancellationToken cancellationToken)
    {
        var version = await blobs.OpenReadAsync(name, BlobRange.All, cancellationToken);
        // A file stays readable, whatever is put in its place.
        return version.CanSeek ? version : new ContentStream(blobs, name, version);
    }

    /// <summary>Stores the content, from the stream's start.</summary>
    public static async Task StoreAsync(IBlobStore blobs, BlobName name, Stream content, TimeProvider time, CancellationToken cancellationToken)
    {
        content.Position = 0;
        try
        {
            await blobs.UploadAsync(name, content, BlobCondition.IfAbsent, cancellationToken);
            return;
        }
        catch (StorageConflictException)
        {
            // There already. A collector deletes by condition on the version that it saw: written over, the blob stays.
        }
        var there = await blobs.GetPropertiesAsync(name, cancellationToken);
        if (there is not null && there.Length == content.Length && time.GetUtcNow() - there.LastModified < Fresh) return;
        content.Position = 0;
        await blobs.UploadAsync(name, content, BlobCondition.None, cancellationToken);
    }
}
