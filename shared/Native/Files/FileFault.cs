namespace Serverless.Native.Files;

/// <summary>Tells the faults of a file system apart that its users must word differently.</summary>
public static class FileFault
{
    private const int NoSpace = 28; // ENOSPC, on Linux and macOS.
    private const int ReadOnlySystem = 30; // EROFS, likewise.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    private static int QuotaExceeded => OperatingSystem.IsMacOS() ? 69 : 122; // EDQUOT

    /// <summary>No room is left on the disk, or in the user's quota.</summary>
    public static bool IsFull(Exception exception) =>
        exception is IOException io && (OperatingSystem.IsWindows()
            ? io.HResult is WindowsDiskFull or WindowsHandleDiskFull
            : io.HResult is NoSpace || io.HResult == QuotaExceeded);

    /// <summary>The place may not be written to: a read-only file system, or no permission.</summary>
    public static bool IsReadOnly(Exception exception) =>
        exception is UnauthorizedAccessException
        || (exception is IOException io && io.HResult == (OperatingSystem.IsWindows() ? WindowsWriteProtected : ReadOnlySystem));

    /// <summary>The fault that a full disk raises here, for tests that cannot fill one.</summary>
    public static IOException Full(string path) =>
        new($"No space left on device : '{path}'", OperatingSystem.IsWindows() ? WindowsDiskFull : NoSpace);
}
