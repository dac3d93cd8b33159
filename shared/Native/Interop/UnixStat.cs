using System.Runtime.InteropServices;

namespace Serverless.Native.Interop;

/// <summary>What kind of file a path names: .NET tells files from folders and links, and a pipe from a file not at all.</summary>
internal static partial class UnixStat
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeMask = 1; // STATX_TYPE

    // Where the mode is, in statx's structure and in macOS's stat; both are a part of the systems' interfaces and have room behind them here.
    private const int ModeOnLinux = 28;
    private const int ModeOnMac = 4;
    private const int Room = 512;

    /// <summary>The type's bits of the mode (S_IFMT); null when nothing is there, or this system does not tell.</summary>
    public static int? TypeOf(string path, bool followLinks)
    {
        Span<byte> status = stackalloc byte[Room];
        try
        {
            if (OperatingSystem.IsLinux())
                return Statx(CurrentFolder, path, followLinks ? 0 : NoFollow, TypeMask, ref MemoryMarshal.GetReference(status)) == 0 ? Mode(status[ModeOnLinux..]) : null;
            if (OperatingSystem.IsMacOS())
                return (followLinks ? Stat(path, ref MemoryMarshal.GetReference(status)) : LinkStat(path, ref MemoryMarshal.GetReference(status))) == 0 ? Mode(status[ModeOnMac..]) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // Older C libraries lack the wrapper.
        }
        return null;
    }

    private static int Mode(ReadOnlySpan<byte> at) => BitConverter.ToUInt16(at) & 0xF000;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, ref byte status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat(string path, ref byte status);
}
