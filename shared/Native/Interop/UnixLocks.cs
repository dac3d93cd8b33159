using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Serverless.Native.Interop;

/// <summary>
/// Locks that belong to an open file, not to the process, and that the kernel drops with it ("open file description" locks of fcntl). Not flock: .NET takes
/// that one, shared, on every file that it opens, so an exclusive one would keep readers out.
/// </summary>
internal static partial class UnixLocks
{
    private const int SetLockOnLinux = 37; // F_OFD_SETLK
    private const int SetLockOnMac = 90;
    private const short WriteLockOnLinux = 1; // F_WRLCK
    private const short WriteLockOnMac = 3;
    private const short Unlock = 2; // F_UNLCK, on both
    private const int Again = 11; // EAGAIN on Linux
    private const int AgainOnMac = 35;
    private const int Denied = 13; // EACCES, which POSIX allows instead
    private const int Interrupted = 4;

    public static bool TryLock(SafeFileHandle handle, string path)
    {
        while (Control(handle, OperatingSystem.IsMacOS() ? WriteLockOnMac : WriteLockOnLinux) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is Denied || error == (OperatingSystem.IsMacOS() ? AgainOnMac : Again)) return false;
            if (error != Interrupted) throw UnixError.Of(error, path);
        }
        return true;
    }

    /// <summary>
    /// Lets go before the file is closed: a child that was just forked shares the open file until it runs its own program, and would hold the lock that long.
    /// </summary>
    public static void Release(SafeFileHandle handle) => Control(handle, Unlock);

    private static int Control(SafeFileHandle handle, short type)
    {
        if (!OperatingSystem.IsMacOS())
        {
            var range = new LinuxRange { Type = type };
            return ControlOnLinux(handle, SetLockOnLinux, ref range);
        }
        var onMac = new MacRange { Type = type };
        // fcntl takes its third argument as a variadic one; on Apple's ARM those are on the stack, past the eight registers.
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ControlOnArmMac(handle, SetLockOnMac, 0, 0, 0, 0, 0, 0, ref onMac)
            : ControlOnMac(handle, SetLockOnMac, ref onMac);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlOnLinux(SafeFileHandle handle, int command, ref LinuxRange range);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlOnMac(SafeFileHandle handle, int command, ref MacRange range);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlOnArmMac(
        SafeFileHandle handle, int command, nint unused2, nint unused3, nint unused4, nint unused5, nint unused6, nint unused7, ref MacRange range);

    /// <summary>struct flock: start and length 0 are the whole file, for ever.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinuxRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MacRange
    {
        public long Start;
        public long Length;
        public int Process;
        public short Type;
        public short Whence;
    }
}
