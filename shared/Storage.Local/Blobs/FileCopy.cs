using Serverless.Native.Files;
using Serverless.Storage.Local.Files;

namespace Serverless.Storage.Local.Blobs;

/// <summary>
/// Streams into and out of blobs' files: within the kernel where both ends are files, else through a buffer. The disk begins to write while the rest is still
/// copied, so that the flush at the end finds little to do.
/// </summary>
internal static class FileCopy
{
    private const int BufferBytes = 1024 * 1024;

    // Between two looks at the token, and what is handed to the disk at a time.
    private const long StepBytes = 16L * 1024 * 1024;

    /// <summary>Writes a stream from where it stands to its end.</summary>
    /// <returns>Bytes.</returns>
    public static async Task<long> ReadAllAsync(Stream content, IFile target, CancellationToken cancellationToken)
    {
        // Not for what derives from it: that may change the bytes.
        var length = content switch
        {
            BlobReadStream blob => await CopyAsync(blob.File, blob, blob.Start, target, cancellationToken),
            FileStream { CanSeek: true, CanRead: true } file when file.GetType() == typeof(FileStream) => await CopyAsync(Borrow(file), file, 0, target, cancellationToken),
            _ => 0,
        };
        // What the kernel leaves (files that it makes up have no length), or everything.
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        for (var started = length; ;)
        {
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) return length;
            target.Write(buffer.AsSpan(0, read), length);
            length += read;
            if (length - started < StepBytes) continue;
            target.StartFlush(started, length - started);
            started = length;
        }
    }

    /// <summary>Writes a blob's rest into a stream, if that is a file and the kernel can; the stream and the blob then stand behind what was copied.</summary>
    public static async Task WriteAsync(BlobReadStream blob, Stream target, CancellationToken cancellationToken)
    {
        if (target is not FileStream { CanSeek: true, CanWrite: true } file || file.GetType() != typeof(FileStream)) return;
        await file.FlushAsync(cancellationToken);
        var borrowed = Borrow(file);
        while (blob.Position < blob.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = Math.Min(StepBytes, blob.Length - blob.Position);
            var (from, to) = (blob.Start + blob.Position, file.Position);
            var copied = await BlockingThreads.Shared.RunAsync(() => borrowed.CopyFrom(blob.File, from, to, step), cancellationToken);
            blob.Position += copied;
            file.Position = to + copied;
            if (copied < step) return;
        }
    }

    private static async Task<long> CopyAsync(IFile source, Stream stream, long start, IFile target, CancellationToken cancellationToken)
    {
        // Of a file that is open for writing too, what its stream has not handed over yet.
        if (stream.CanWrite) await stream.FlushAsync(cancellationToken);
        for (long length = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = Math.Min(StepBytes, stream.Length - stream.Position);
            if (step <= 0) return length;
            var (from, to) = (start + stream.Position, length);
            var copied = await BlockingThreads.Shared.RunAsync(
                () =>
                {
                    var count = target.CopyFrom(source, from, to, step);
                    if (count > 0) target.StartFlush(to, count);
                    return count;
                },
                cancellationToken);
            length += copied;
            stream.Position += copied;
            if (copied < step) return length;
        }
    }

    private static IFile Borrow(FileStream file) => DiskFileSystem.Borrow(file.SafeFileHandle);
}
