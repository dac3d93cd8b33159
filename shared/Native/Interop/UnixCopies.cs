using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Native.Interop;

/// <summary>Copies within the kernel of Linux: no buffer of ours, and no copy at all where the file system can share blocks.</summary>
internal static partial class UnixCopies
{
    private const int Interrupted = 4; // EINTR
    private const int NoSpace = 28; // ENOSPC
    private const int IoError = 5; // EIO
    private const int OverQuota = 122; // EDQUOT
    private const uint StartWriting = 2; // SYNC_FILE_RANGE_WRITE

    /// <returns>Bytes copied before the source's end, or before the system said that it cannot go on.</returns>
    public static long Copy(SafeFileHandle source, long sourceOffset, SafeFileHandle target, long offset, long length)
    {
        long copied = 0;
        try
        {
            while (copied < length)
            {
                var (from, to) = (sourceOffset + copied, offset + copied);
                var count = CopyFileRange(source, ref from, target, ref to, (nuint)(length - copied), 0);
                copied += Math.Max(0, count);
                if (count > 0) continue;
                if (count == 0) break;
                var error = Marshal.GetLastPInvokeError();
                if (error is NoSpace or OverQuota or IoError) throw UnixError.Of(error, "an open file");
                if (error != Interrupted) break;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
        }
        return copied;
    }

    public static void StartFlush(SafeFileHandle handle, long offset, long length)
    {
        try
        {
            // What it says does not matter: the flush that follows tells what went wrong.
            _ = SyncFileRange(handle, offset, length, StartWriting);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library of Alpine on some processors has none; the flush does all then.
        }
    }

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(SafeFileHandle source, ref long sourceOffset, SafeFileHandle target, ref long targetOffset, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle handle, long offset, long length, uint flags);
}
