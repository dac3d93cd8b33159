using System.Globalization;

namespace Serverless.Graph.Policies;

/// <summary>Sizes in documents: bytes as a number, or text such as <c>1GiB</c> (1024-based) or <c>1GB</c> (1000-based).</summary>
public static class ByteSize
{
    internal const string Rule = "a size such as \"512MiB\", \"1GiB\", \"2GB\" or a number of bytes";

    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1_000), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (suffix, factor) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length).Trim(' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return false;
            if (count > long.MaxValue / factor) return false;
            bytes = (long)(count * factor);
            return true;
        }
        return false;
    }

    /// <summary>The largest 1024-based unit that says it exactly.</summary>
    public static string Format(long bytes)
    {
        for (var i = 3; i >= 0; i--)
        {
            if (bytes > 0 && bytes % Units[i].Bytes == 0) return string.Create(CultureInfo.InvariantCulture, $"{bytes / Units[i].Bytes}{Units[i].Suffix}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }
}
