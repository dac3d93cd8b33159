using Serverless.Testing;
using Xunit;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>Files as the other end of a stream: stores may take a shorter way there, and nothing may show it.</summary>
public abstract class BlobFileConformance : BlobConformance
{
    // Several of any adapter's steps, and a rest.
    private const int Length = (36 << 20) + 12_345;

    private const int Skip = 4097;

    [Fact]
    public async Task Upload_FileInItsMiddle_TakesTheRestAndLeavesTheFileAtItsEnd()
    {
        using var folder = new TempFolder();
        var bytes = RandomBytes(Length);
        await File.WriteAllBytesAsync(folder.Of("source"), bytes);
        await using var source = File.OpenRead(folder.Of("source"));
        source.Position = Skip;

        var written = await Store.UploadAsync(Name("a"), source, BlobCondition.None, CancellationToken.None);

        Assert.Equal(Length - Skip, written.Length);
        Assert.Equal(Length, source.Position);
        var found = await Store.GetAsync(Name("a"), CancellationToken.None);
        Assert.True(found!.Bytes.Span.SequenceEqual(bytes.AsSpan(Skip)));
    }

    [Fact]
    public async Task Upload_FileThatIsBeingWritten_TakesWhatItsStreamHolds()
    {
        using var folder = new TempFolder();
        await using var source = new FileStream(folder.Of("source"), FileMode.Create, FileAccess.ReadWrite);
        await source.WriteAsync(Bytes("in the stream's buffer"));
        source.Position = 3;

        await Store.UploadAsync(Name("a"), source, BlobCondition.None, CancellationToken.None);

        Assert.Equal("the stream's buffer", await GetAsync("a"));
    }

    [Fact]
    public async Task OpenRead_IntoAFileInItsMiddle_WritesThereAndGoesOnBehind()
    {
        using var folder = new TempFolder();
        var bytes = RandomBytes(Length);
        await Store.PutAsync(Name("a"), bytes, BlobCondition.None, CancellationToken.None);
        await using (var target = new FileStream(folder.Of("target"), FileMode.Create, FileAccess.Write))
        {
            await target.WriteAsync(Bytes("before"));
            await using (var blob = await Store.OpenReadAsync(Name("a"), new BlobRange(Skip, Length - (2 * Skip)), CancellationToken.None)) await blob.CopyToAsync(target);
            await target.WriteAsync(Bytes("after"));
        }

        var found = await File.ReadAllBytesAsync(folder.Of("target"));
        Assert.Equal(Length - (2 * Skip) + 11, found.Length);
        Assert.Equal("before", Text(found.AsMemory(0, 6)));
        Assert.Equal("after", Text(found.AsMemory(found.Length - 5)));
        Assert.True(bytes.AsSpan(Skip, Length - (2 * Skip)).SequenceEqual(found.AsSpan(6, found.Length - 11)));
    }

    [Fact]
    public async Task Upload_BlobOfTheSameStore_IsACopy()
    {
        var bytes = RandomBytes(100_000);
        await Store.PutAsync(Name("a"), bytes, BlobCondition.None, CancellationToken.None);
        await using (var part = await Store.OpenReadAsync(Name("a"), new BlobRange(Skip, 50_000), CancellationToken.None)) await Store.UploadAsync(Name("b"), part, BlobCondition.None, CancellationToken.None);

        var found = await Store.GetAsync(Name("b"), CancellationToken.None);
        Assert.True(found!.Bytes.Span.SequenceEqual(bytes.AsSpan(Skip, 50_000)));
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
