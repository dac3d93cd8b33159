using Serverless.Storage;

namespace Serverless.Store.Content;

/// <summary>
/// Reads a blob whose name says its content, from start to end. A store that reads one version only refuses the rest when the blob was stored again
/// meanwhile; here the next version has the same bytes, so reading goes on with it.
/// </summary>
/// <param name="blobs">Where it lies.</param>
/// <param name="name">Its name.</param>
/// <param name="first">The version that was opened.</param>
internal sealed class ContentStream(IBlobStore blobs, BlobName name, Stream first) : ForwardStream
{
    private readonly long _length = first.Length;
    private Stream _version = first;
    private long _position;
    // Twice at one place is no writer that stores it again every half an hour.
    private long _reopenedAt = -1;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("It is read from start to end.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var read = await _version.ReadAsync(buffer, cancellationToken);
                _position += read;
                return read;
            }
            catch (StorageConflictException) when (_reopenedAt != _position)
            {
                _reopenedAt = _position;
                if (!await ReopenAsync(cancellationToken)) throw;
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _version.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _version.Dispose();
        base.Dispose(disposing);
    }

    // False: it was deleted, or given up as broken and emptied. The next attempt finds that out.
    private async Task<bool> ReopenAsync(CancellationToken cancellationToken)
    {
        Stream next;
        try
        {
            next = await blobs.OpenReadAsync(name, new BlobRange(_position), cancellationToken);
        }
        catch (BlobNotFoundException)
        {
            return false;
        }
        await _version.DisposeAsync();
        _version = next;
        return next.Length == _length - _position;
    }
}
