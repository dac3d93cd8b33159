using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Large blobs in bounded memory.</summary>
public abstract class BlobStreamConformance : BlobConformance
{
    private const long MemoryLimit = 64L * 1024 * 1024;

    /// <summary>Bytes streamed both ways.</summary>
    protected abstract long Large { get; }

    [Fact]
    public async Task UploadAndOpenRead_LargeBlob_StayUnder64MiBOfMemory()
    {
        using var memory = new Streams.MemoryWatch();
        await using (var source = new Streams.GeneratedStream(Large))
        {
            var written = await Store.UploadAsync(Name("large"), source, BlobCondition.None, CancellationToken.None);
            Assert.Equal(Large, written.Length);
        }
        await using var stream = await Store.OpenReadAsync(Name("large"), BlobRange.All, CancellationToken.None);
        Assert.Equal(Large, await Streams.GeneratedStream.VerifyAsync(stream));
        Assert.InRange(memory.PeakGrowth, 0, MemoryLimit);
    }
}
