using Serverless.Native.Interop;

namespace Serverless.Native.Files;

/// <summary>A second name for a file: the bytes stay until the last name is gone.</summary>
public static class HardLink
{
    /// <summary>Gives <paramref name="existing"/> the name <paramref name="link"/> too.</summary>
    /// <returns>False, and nothing done, where that cannot be: another volume, a file system without links.</returns>
    public static bool TryCreate(string existing, string link) => OperatingSystem.IsWindows() ? WindowsFiles.TryLink(existing, link) : UnixFiles.TryLink(existing, link);
}
