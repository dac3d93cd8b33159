using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Native.Interop;

/// <summary>What .NET does not offer on Windows: rename over an open file, folder flush, non-waiting locks.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFiles
{
    private const uint Delete = 0x00010000;
    private const uint GenericWrite = 0x40000000;
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint BackupSemantics = 0x02000000; // opens folders
    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int AccessDenied = 5;
    private const int FileExists = 80;
    private const int AlreadyExists = 183;
    private const int LockViolation = 33;
    private const int IoPending = 997;
    private const int AllocationInfo = 5; // FileAllocationInfo
    private const int RenameInfoEx = 22; // FileRenameInfoEx
    private const uint ReplaceIfExists = 1;
    private const uint PosixSemantics = 2; // the target may be open
    private const uint LockExclusive = 2;
    private const uint LockDoNotWait = 1;
    // Windows locks ranges against reading too: a byte that no file has leaves the content readable.
    private const uint LockedByteHigh = 0x7FFFFFFF;

    public static unsafe bool TryLock(SafeFileHandle handle)
    {
        var overlapped = new NativeOverlapped { OffsetLow = 0, OffsetHigh = unchecked((int)LockedByteHigh) };
        if (LockFileEx(handle, LockExclusive | LockDoNotWait, 0, 1, 0, &overlapped)) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is LockViolation or IoPending ? false : throw Error(error, "a lock file");
    }

    public static unsafe bool Rename(string from, string to, bool overwrite)
    {
        using var handle = CreateFile(from, Delete, ShareAll, 0, OpenExisting, BackupSemantics, 0);
        if (handle.IsInvalid) throw Error(Marshal.GetLastPInvokeError(), from);
        // FILE_RENAME_INFO: flags, root handle (aligned to a pointer), length in bytes, name.
        var nameAt = IntPtr.Size * 2 + sizeof(uint);
        var buffer = new byte[nameAt + (to.Length + 1) * sizeof(char)];
        fixed (byte* info = buffer)
        {
            *(uint*)info = PosixSemantics | (overwrite ? ReplaceIfExists : 0);
            *(uint*)(info + IntPtr.Size * 2) = (uint)(to.Length * sizeof(char));
            to.AsSpan().CopyTo(new Span<char>(info + nameAt, to.Length));
            if (SetFileInformationByHandle(handle, RenameInfoEx, info, (uint)buffer.Length)) return true;
        }
        var error = Marshal.GetLastPInvokeError();
        return error is FileExists or AlreadyExists && !overwrite ? false : throw Error(error, to);
    }

    public static bool DeleteFile(string path)
    {
        if (DeleteFileCall(path)) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is FileNotFound or PathNotFound ? false : throw Error(error, path);
    }

    public static bool TryLink(string existing, string link) => CreateHardLink(link, existing, 0);

    public static unsafe void Preallocate(SafeFileHandle handle, long length)
    {
        if (!SetFileInformationByHandle(handle, AllocationInfo, (byte*)&length, sizeof(long))) throw Error(Marshal.GetLastPInvokeError(), "an open file");
    }

    public static void FlushFolder(string folder)
    {
        using var handle = CreateFile(folder, GenericWrite, ShareAll, 0, OpenExisting, BackupSemantics, 0);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error is FileNotFound or PathNotFound ? new DirectoryNotFoundException($"There is no folder '{folder}'.") : Error(error, folder);
        }
        if (!FlushFileBuffers(handle)) throw Error(Marshal.GetLastPInvokeError(), folder);
    }

    private static Exception Error(int error, string path)
    {
        var message = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        return error switch
        {
            FileNotFound or PathNotFound => new FileNotFoundException(message, path),
            AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, unchecked((int)0x80070000) | error),
        };
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string link, string existing, nint security);

    [LibraryImport("kernel32", EntryPoint = "DeleteFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeleteFileCall(string path);

    [LibraryImport("kernel32", EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle handle);

    [LibraryImport("kernel32", EntryPoint = "SetFileInformationByHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool SetFileInformationByHandle(SafeFileHandle handle, int kind, byte* info, uint size);

    [LibraryImport("kernel32", EntryPoint = "LockFileEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool LockFileEx(SafeFileHandle handle, uint flags, uint reserved, uint low, uint high, NativeOverlapped* overlapped);
}
