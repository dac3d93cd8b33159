using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Native.Interop;

/// <summary>What .NET does not offer on Linux and macOS: rename that does not replace, folder fsync.</summary>
internal static partial class UnixFiles
{
    private const int NotThere = 2; // ENOENT
    private const int Interrupted = 4; // EINTR
    private const int Exists = 17; // EEXIST
    private const int NotADirectory = 20; // ENOTDIR
    private const int Invalid = 22; // EINVAL: this file system knows no flags.
    private const int NotSupportedOnLinux = 95; // EOPNOTSUPP
    private const int NotImplementedOnLinux = 38; // ENOSYS
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoReplace = 1; // RENAME_NOREPLACE
    private const int Exclusive = 4; // RENAME_EXCL on macOS
    private const int KeepSize = 1; // FALLOC_FL_KEEP_SIZE
    private const int FullFsync = 51; // F_FULLFSYNC on macOS
    private const int CloseOnExec = 0x80000; // O_CLOEXEC on Linux
    private const int CloseOnExecOnMac = 0x1000000;

    public static bool Rename(string from, string to, bool overwrite)
    {
        if (overwrite)
        {
            if (RenameOver(from, to) != 0) throw UnixError.Of(Marshal.GetLastPInvokeError(), to);
            return true;
        }
        var error = RenameNoReplace(from, to);
        if (error is Invalid or NotImplementedOnLinux or NotSupportedOnLinux) error = LinkThenUnlink(from, to);
        return error switch
        {
            0 => true,
            Exists => false,
            _ => throw UnixError.Of(error, to),
        };
    }

    public static bool Delete(string path)
    {
        if (Unlink(path) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error is NotThere or NotADirectory ? false : throw UnixError.Of(error, path);
    }

    public static bool TryLink(string existing, string link) => Link(existing, link) == 0;

    public static void FlushFolder(string folder)
    {
        // The value of O_RDONLY is 0 everywhere.
        var descriptor = Open(folder, OperatingSystem.IsMacOS() ? CloseOnExecOnMac : CloseOnExec);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error == NotThere ? new DirectoryNotFoundException($"There is no folder '{folder}'.") : UnixError.Of(error, folder);
        }
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        // On macOS fsync leaves the bytes in the drive's cache; file systems without F_FULLFSYNC get the plain one.
        if (OperatingSystem.IsMacOS() && Control(handle, FullFsync) == 0) return;
        while (Fsync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            // Some network and FUSE file systems refuse to flush folders: their entries are durable at once or never.
            if (error == Invalid) return;
            if (error != Interrupted) throw UnixError.Of(error, folder);
        }
    }

    public static void FlushData(SafeFileHandle handle)
    {
        while (Fdatasync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw UnixError.Of(error, "an open file");
        }
    }

    public static void Preallocate(SafeFileHandle handle, long length)
    {
        while (Fallocate(handle, KeepSize, 0, length) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is NotSupportedOnLinux or NotImplementedOnLinux) return;
            if (error != Interrupted) throw UnixError.Of(error, "an open file");
        }
    }

    private static int RenameNoReplace(string from, string to)
    {
        try
        {
            var done = OperatingSystem.IsMacOS() ? RenameExtended(from, to, Exclusive) : RenameAt(CurrentFolder, from, CurrentFolder, to, NoReplace);
            return done == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            // Older C libraries lack the wrapper.
            return NotImplementedOnLinux;
        }
    }

    /// <summary>As atomic: link fails when the target exists. A death in between leaves a second name, which is the stale staging file's.</summary>
    private static int LinkThenUnlink(string from, string to)
    {
        if (Link(from, to) != 0) return Marshal.GetLastPInvokeError();
        return Unlink(from) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int Fdatasync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int command);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(SafeFileHandle handle, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOver(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameExtended(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);
}
