using Microsoft.Win32.SafeHandles;
using Serverless.Native.Interop;

namespace Serverless.Native.Files;

/// <param name="handle">The open file.</param>
/// <param name="isLocked">It is locked, and unlocked when it is disposed.</param>
/// <param name="isBorrowed">It is somebody else's to close.</param>
internal sealed class DiskFile(SafeFileHandle handle, bool isLocked = false, bool isBorrowed = false) : IFile
{
    private SafeFileHandle Handle => handle;

    public long Length => RandomAccess.GetLength(handle);

    public DateTimeOffset LastWriteTime
    {
        get => new(File.GetLastWriteTimeUtc(handle));
        set => File.SetLastWriteTimeUtc(handle, value.UtcDateTime);
    }

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public long CopyFrom(IFile source, long sourceOffset, long offset, long length) =>
        OperatingSystem.IsLinux() && source is DiskFile file ? UnixCopies.Copy(file.Handle, sourceOffset, handle, offset, length) : 0;

    public void StartFlush(long offset, long length)
    {
        if (OperatingSystem.IsLinux()) UnixCopies.StartFlush(handle, offset, length);
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Preallocate(long length)
    {
        if (OperatingSystem.IsLinux()) UnixFiles.Preallocate(handle, length);
        else if (OperatingSystem.IsWindows()) WindowsFiles.Preallocate(handle, length);
    }

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void FlushData()
    {
        if (OperatingSystem.IsLinux()) UnixFiles.FlushData(handle);
        else RandomAccess.FlushToDisk(handle);
    }

    public void Dispose()
    {
        if (isLocked && !handle.IsClosed && !OperatingSystem.IsWindows()) UnixLocks.Release(handle);
        if (!isBorrowed) handle.Dispose();
    }
}
