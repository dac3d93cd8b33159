using System.Security.Cryptography;
using System.Text;

namespace Serverless.Storage.Local.Names;

/// <summary>
/// Where a blob lies below its container's folder. Short names: <c>data/{segment}+/{segment}</c>, one folder a segment (the plus tells a folder from a
/// blob of the same name). Names that would not fit a file system: <c>long/{2 digits}+/{SHA-256}</c>, with the name itself in a file beside it.
/// </summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="File">Full path of the blob's file.</param>
/// <param name="NameFile">Full path of the file that keeps a long name; null for short names.</param>
internal readonly record struct BlobPath(string Folder, string File, string? NameFile)
{
    public const string Data = "data";
    public const string Long = "long";
    public const char FolderMark = '+';
    public const string NameSuffix = ".name";

    // File systems take 255 bytes a component; a staging name or a suffix must fit too.
    private const int MaxSegment = 150;

    // macOS takes paths of 1,024 bytes in all: this leaves 400 for the folder that the user chose.
    private const int MaxPath = 600;

    public static BlobPath Of(string container, BlobName name)
    {
        var segments = name.Value.Split('/');
        return FolderOf(container, segments.AsSpan(..^1)) is { } folder && SegmentCode.Encode(segments[^1]) is { Length: <= MaxSegment } file
               && folder.Length + file.Length - container.Length <= MaxPath
            ? new BlobPath(folder, Path.Combine(folder, file), null)
            : LongOf(container, name.Value);
    }

    /// <summary>The folder of short names that begin with these segments; null when they are too long for one.</summary>
    public static string? FolderOf(string container, ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(container).Append(Path.DirectorySeparatorChar).Append(Data);
        foreach (var segment in segments)
        {
            var code = SegmentCode.Encode(segment);
            if (code.Length > MaxSegment) return null;
            path.Append(Path.DirectorySeparatorChar).Append(code).Append(FolderMark);
            if (path.Length - container.Length > MaxPath) return null;
        }
        return path.ToString();
    }

    private static BlobPath LongOf(string container, string name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var folder = Path.Combine(container, Long, hash[..2] + FolderMark);
        var file = Path.Combine(folder, hash);
        return new BlobPath(folder, file, file + NameSuffix);
    }
}
