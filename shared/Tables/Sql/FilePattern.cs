using System.Text;
using Serverless.Tables.Errors;

namespace Serverless.Tables.Sql;

/// <summary>
/// A file's name for DuckDB's readers, which take every name for a pattern: <c>a[1].parquet</c> would read <c>a1.parquet</c>. What has a meaning in a pattern
/// stands in brackets, where it has none.
/// </summary>
internal static class FilePattern
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("*?[");

    /// <exception cref="TableException">Kind MissingInput: a pattern cannot say this name.</exception>
    public static string Of(string path)
    {
        if (!path.AsSpan().ContainsAny(Special)) return path;
        // In a pattern a backslash is a separator, whatever stands before it.
        if (Path.DirectorySeparatorChar != '\\' && path.Contains('\\', StringComparison.Ordinal))
        {
            throw new TableException(TableErrorKind.MissingInput, $"The file '{path}' cannot be read: its name has a backslash and one of * ? [ at once. Rename it.");
        }
        var pattern = new StringBuilder(path.Length + 8);
        foreach (var c in path)
        {
            if (Special.Contains(c)) pattern.Append('[').Append(c).Append(']');
            else pattern.Append(c);
        }
        return pattern.ToString();
    }

    /// <summary>The name and the pattern that stands for it: where files are allowed by name, DuckDB looks for what it was asked for and for what it opens.</summary>
    public static IEnumerable<string> AndName(string path)
    {
        yield return path;
        if (path.AsSpan().ContainsAny(Special) && (Path.DirectorySeparatorChar == '\\' || !path.Contains('\\', StringComparison.Ordinal))) yield return Of(path);
    }
}
