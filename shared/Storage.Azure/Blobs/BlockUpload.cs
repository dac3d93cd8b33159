using System.Buffers.Binary;
using Azure.Storage.Blobs.Specialized;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>
/// Stages a stream as blocks of a blob, some at once, in as many buffers of its own as blocks under way. Two things that the SDK's upload does otherwise: its
/// buffers stay in the process's pool, one a thread, and its block ids are offsets, so two uploads to one name could mix their blocks.
/// </summary>
internal sealed class BlockUpload(BlockBlobClient blob, int blockSize, int parallelism)
{
    private readonly Guid _upload = Guid.NewGuid();
    private readonly List<string> _blocks = [];

    /// <summary>Ids of the blocks in order; what a commit takes.</summary>
    public IReadOnlyList<string> Blocks => _blocks;

    /// <summary>Stages all that the stream has.</summary>
    /// <returns>Its length in bytes.</returns>
    public async Task<long> StageAsync(Stream content, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new List<Task<byte[]>>(parallelism);
        try
        {
            long length = 0;
            for (var read = blockSize; read == blockSize;)
            {
                var buffer = underWay.Count < parallelism ? new byte[blockSize] : await FreeAsync(underWay);
                read = await content.ReadAtLeastAsync(buffer, blockSize, throwOnEndOfStream: false, stop.Token);
                if (read > 0) underWay.Add(StageAsync(NextId(), buffer, read, stop.Token));
                length += read;
            }
            await Task.WhenAll(underWay);
            return length;
        }
        catch
        {
            await stop.CancelAsync();
            // Nothing may still send from the caller's upload when it has failed; the first failure is the one that counts.
            await Task.WhenAll(underWay).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private static async Task<byte[]> FreeAsync(List<Task<byte[]>> underWay)
    {
        var done = await Task.WhenAny(underWay);
        underWay.Remove(done);
        return await done;
    }

    private async Task<byte[]> StageAsync(string id, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        using var block = new MemoryStream(buffer, 0, length, writable: false);
        await blob.StageBlockAsync(id, block, options: null, cancellationToken);
        return buffer;
    }

    // The service wants ids of one length for all blocks of a blob: 20 bytes.
    private string NextId()
    {
        Span<byte> id = stackalloc byte[20];
        _upload.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], _blocks.Count);
        _blocks.Add(Convert.ToBase64String(id));
        return _blocks[^1];
    }
}
