namespace Serverless.Native.Files;

/// <summary>An open file. Reads and writes name their offset, so that several threads may use it at once.</summary>
public interface IFile : IDisposable
{
    /// <summary>Bytes.</summary>
    long Length { get; }

    /// <summary>Time of the last write, UTC, kept in ticks of 100 ns. Setting it is made durable by <see cref="Flush"/>.</summary>
    DateTimeOffset LastWriteTime { get; set; }

    /// <summary>Reads at an offset.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes at an offset; past the end the file grows. Not durable before a flush.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Copies bytes of another file to an offset without passing them through this process.</summary>
    /// <returns>Bytes copied; fewer than asked for at the source's end, and 0 where the system cannot: read and write then.</returns>
    long CopyFrom(IFile source, long sourceOffset, long offset, long length);

    /// <summary>Lets the disk begin to write a range, so that a later flush has less to wait for. Promises nothing.</summary>
    void StartFlush(long offset, long length);

    /// <summary>Cuts or grows (with zeros) the file. Not durable before a flush.</summary>
    void SetLength(long length);

    /// <summary>Reserves room on the disk without changing <see cref="Length"/>, so that a full disk is told now. Does nothing where the system cannot.</summary>
    void Preallocate(long length);

    /// <summary>Returns when bytes, length and time are on stable storage.</summary>
    void Flush();

    /// <summary>As <see cref="Flush"/>, but the time may be lost: cheaper for logs, which do not look at it.</summary>
    void FlushData();
}
