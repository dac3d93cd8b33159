using Serverless.Native.Interop;

namespace Serverless.Native.Files;

/// <summary>Kinds of files: what is no plain one must not be opened for its bytes. A pipe without a writer blocks for ever, a device may never end, a link leads elsewhere.</summary>
public static class FileKind
{
    /// <summary>What a path names, in words, when that is no plain file; null when it is one, or nothing is there.</summary>
    /// <param name="path">A path of this machine.</param>
    /// <param name="followLinks">Whether a link to a plain file is as good as the file.</param>
    public static string? PlainFileProblem(string path, bool followLinks)
    {
        if (OperatingSystem.IsWindows() || UnixStat.TypeOf(path, followLinks) is not { } type) return WithoutStat(path, followLinks);
        return type switch
        {
            0x8000 => null,
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0x4000 => "a folder",
            0xA000 => "a link",
            0xC000 => "a socket",
            _ => "no plain file",
        };
    }

    private static string? WithoutStat(string path, bool followLinks)
    {
        if (Directory.Exists(path)) return "a folder";
        var file = new FileInfo(path);
        return !followLinks && file.LinkTarget is not null ? "a link" : null;
    }
}
