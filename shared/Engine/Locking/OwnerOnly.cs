namespace Serverless.Engine.Locking;

/// <summary>
/// A hub's folder and what is in it are its owner's alone: its log has documents and arguments, its owner file a key. On Windows a folder has the rights of its parent, which
/// for one under a user's profile are that user's, and a mode would say nothing.
/// </summary>
internal static class OwnerOnly
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static void Protect(string file) => Change(file, static mode => mode & File600);

    public static void ProtectFolder(string folder) => Change(folder, static mode => mode & ~Others);

    private static void Change(string path, Func<UnixFileMode, UnixFileMode> narrow)
    {
        if (OperatingSystem.IsWindows()) return;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if (narrow(mode) != mode) File.SetUnixFileMode(path, narrow(mode));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or a file system without modes: the one who owns it decides.
        }
    }
}
