using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>Downloads ranges of one version of a blob.</summary>
internal sealed class RangeDownload(BlobClient blob)
{
    private const int RangeNotSatisfiable = 416;

    /// <summary>Downloads the first range, which tells the version and the length of all: small reads are this one request.</summary>
    /// <returns>Without a value when the range starts at or past the end.</returns>
    public async Task<Found> FirstAsync(long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await blob.DownloadStreamingAsync(new BlobDownloadOptions { Range = new HttpRange(offset, length) }, cancellationToken);
            var details = answer.Value.Details;
            var bytes = await ReadAsync(answer.Value, cancellationToken);
            // As in "bytes 0-99/1000"; without one the answer is the whole blob.
            var total = details.ContentRange is { } range && range.LastIndexOf('/') is > 0 and var slash
                ? long.Parse(range.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture)
                : bytes.Length;
            return new Found(new FirstRange(bytes, total, details.ETag));
        }
        catch (RequestFailedException e) when (e.Status == RangeNotSatisfiable)
        {
            return new Found(null);
        }
    }

    /// <summary>Downloads a further range of the same version.</summary>
    /// <exception cref="RequestFailedException">412: it is another version by now.</exception>
    public async Task<byte[]> NextAsync(long offset, long length, global::Azure.ETag version, CancellationToken cancellationToken)
    {
        var answer = await blob.DownloadStreamingAsync(
            new BlobDownloadOptions { Range = new HttpRange(offset, length), Conditions = new BlobRequestConditions { IfMatch = version } }, cancellationToken);
        return await ReadAsync(answer.Value, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(BlobDownloadStreamingResult result, CancellationToken cancellationToken)
    {
        await using var stream = result.Content;
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)result.Details.ContentLength));
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}

/// <summary>The blob is there; the range may lie past its end.</summary>
internal sealed record Found(FirstRange? Value);

/// <summary>What the first range tells.</summary>
/// <param name="Bytes">The range's.</param>
/// <param name="BlobLength">Of the whole blob.</param>
/// <param name="Version">The blob's.</param>
internal sealed record FirstRange(byte[] Bytes, long BlobLength, global::Azure.ETag Version);
