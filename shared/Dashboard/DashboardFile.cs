using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Serverless.Dashboard;

/// <summary>A file of the web page. The page asks the API for everything that it shows; it has no data of its own, and so no secret.</summary>
public sealed class DashboardFile
{
    private const string First = "index.html";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Lazy<DashboardFile>> Files = typeof(DashboardFile).Assembly.GetManifestResourceNames()
        .ToFrozenDictionary(name => name, name => new Lazy<DashboardFile>(() => new DashboardFile(name)), StringComparer.Ordinal);

    private readonly Lazy<byte[]> _compressed;

    private DashboardFile(string name)
    {
        using var stream = typeof(DashboardFile).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        (Name, Content, ContentType) = (name, content, Types[Path.GetExtension(name)]);
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
        _compressed = new Lazy<byte[]>(() => Compress(content));
    }

    /// <summary>Without a folder.</summary>
    public string Name { get; }

    public byte[] Content { get; }

    /// <summary>As gzip.</summary>
    public byte[] Compressed => _compressed.Value;

    /// <summary>A media type.</summary>
    public string ContentType { get; }

    /// <summary>An entity tag, with its quotes: another content has another one.</summary>
    public string Tag { get; }

    /// <summary>All files.</summary>
    public static IEnumerable<DashboardFile> All => Files.Values.Select(file => file.Value);

    /// <summary>Finds a file by its name; the empty name is the page itself.</summary>
    public static DashboardFile? Find(string name) => Files.GetValueOrDefault(name.Length == 0 ? First : name)?.Value;

    private static byte[] Compress(byte[] content)
    {
        using var made = new MemoryStream();
        using (var gzip = new GZipStream(made, CompressionLevel.SmallestSize)) gzip.Write(content);
        return made.ToArray();
    }
}
