using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Large blobs in bounded memory.</summary>
public abstract class BlobStreamConformance : BlobConformance
{
    private const long MemoryLimit = 64L * 1024 * 1024;

    // Several times the limit: the one who held a blob in memory would be found out.
    [Fact]
    public Task UploadAndOpenRead_LargeBlob_StayUnder64MiBOfMemory() => StreamAsync(192L * 1024 * 1024);

    [Fact]
    [Trait("Category", "Soak")]
    public Task UploadAndOpenRead_OneGibibyte_StayUnder64MiBOfMemory() => StreamAsync(1024L * 1024 * 1024);

    private async Task StreamAsync(long length)
    {
        using var memory = new Streams.MemoryWatch();
        await using (var source = new Streams.GeneratedStream(length))
        {
            var written = await Store.UploadAsync(Name("large"), source, BlobCondition.None, CancellationToken.None);
            Assert.Equal(length, written.Length);
        }
        await using var stream = await Store.OpenReadAsync(Name("large"), BlobRange.All, CancellationToken.None);
        Assert.Equal(length, await Streams.GeneratedStream.VerifyAsync(stream));
        Assert.InRange(memory.PeakGrowth, 0, MemoryLimit);
    }
}
