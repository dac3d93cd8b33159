using Serverless.Storage;
using Serverless.Tables.Errors;

namespace Serverless.Tables.Scratch;

/// <summary>A blob to a file, whole.</summary>
internal static class BlobDownload
{
    private const int BufferBytes = 1 << 20;

    public static async Task<long> WholeAsync(IBlobStore store, BlobProperties properties, string path)
    {
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await RangeAsync(store, properties, BlobRange.All, target, CancellationToken.None);
        if (target.Length != properties.Length)
        {
            throw new TableException(TableErrorKind.Io, $"The blob '{properties.Name}' had {properties.Length} bytes, and {target.Length} arrived: it was replaced meanwhile.");
        }
        return target.Length;
    }

    /// <summary>Writes a range of the blob at the target's position.</summary>
    public static async Task RangeAsync(IBlobStore store, BlobProperties properties, BlobRange range, Stream target, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenReadAsync(properties.Name, range, cancellationToken);
        await source.CopyToAsync(target, BufferBytes, cancellationToken);
    }
}
