using Serverless.Storage;

namespace Serverless.Datasets.Delta;

/// <summary>Where a file of a Delta table lies. A path of the log is a URI relative to the table's folder: <c>k=a%252Fb/1.parquet</c> is the blob <c>k=a%2Fb/1.parquet</c>.</summary>
internal static class DeltaPath
{
    /// <exception cref="FormatException">It is outside of the table, or no name; the message says how.</exception>
    public static BlobName Resolve(string table, string path)
    {
        // A scheme, as in s3://bucket/file, or a path from the root: clones and converted tables have them.
        if (path.StartsWith('/') || path.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && path.AsSpan(0, colon).IndexOf('/') < 0 && IsScheme(path.AsSpan(0, colon)))
            throw new FormatException($"the file '{path}' lies outside of the table's folder, where nothing is read");
        var name = $"{table}/{Uri.UnescapeDataString(path)}";
        return BlobName.Problem(name) is { } problem ? throw new FormatException($"'{path}' names no file: {problem}") : new BlobName(name);
    }

    /// <summary>As two paths are compared: the log may encode one file in two ways.</summary>
    public static string Key(string path) => Uri.UnescapeDataString(path);

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return false;
        return char.IsAsciiLetter(text[0]);
    }
}
