using System.Text;
using Serverless.Tables.Errors;

namespace Serverless.Tables.Sql;

/// <summary>A statement as DuckDB gets it, and where in it the caller's own text and files stand, so that errors can name them.</summary>
/// <param name="Text">The whole statement.</param>
/// <param name="UserText">The caller's part; null when the statement is all ours.</param>
/// <param name="UserByteOffset">UTF-8 bytes before it.</param>
/// <param name="Files">File paths by the name of the input that they belong to.</param>
internal sealed record SqlText(string Text, string? UserText = null, int UserByteOffset = 0, IReadOnlyList<InputFile>? Files = null)
{
    /// <summary>
    /// The caller's query between two of our texts, in parentheses of its own. A text that parses alone as one SELECT has balanced parentheses and
    /// closed quotes, so the first unmatched parenthesis is ours; the line feed ends a comment of the <c>--</c> kind.
    /// </summary>
    public static SqlText Wrap(string before, string userText, string after, IReadOnlyList<InputFile> files)
    {
        var prefix = before + "(";
        return new SqlText($"{prefix}{userText}\n){after}", userText, Encoding.UTF8.GetByteCount(prefix), files);
    }

    public SqlPosition? PositionOf(int? byteOffset) =>
        UserText is null || byteOffset is null ? null : SqlPosition.FromBytes(UserText, byteOffset.Value - UserByteOffset);

    public bool HasFiles => Files is { Count: > 0 };

    /// <summary>The input whose file the message names.</summary>
    public string? InputOf(string message) =>
        Files?.FirstOrDefault(file => message.Contains(file.Path, StringComparison.Ordinal) || message.Contains(file.Pattern, StringComparison.Ordinal))?.Input;

    /// <summary>Which file of an input a message is about that names none: its only one, or how many there are.</summary>
    public string FileOf(string input, string message)
    {
        var files = Files?.Where(file => file.Input == input).ToList() ?? [];
        if (files.Count == 0 || files.Exists(file => message.Contains(Path.GetFileName(file.Path), StringComparison.Ordinal) || message.Contains(Path.GetFileName(file.Pattern), StringComparison.Ordinal))) return "";
        return files.Count == 1 ? $" ({files[0].Title ?? Path.GetFileName(files[0].Path)})" : $" (one of its {files.Count} files)";
    }

    /// <summary>A message with files by what people know them by: a blob's name, and not where this machine keeps it.</summary>
    public string Named(string message)
    {
        foreach (var file in Files ?? [])
        {
            if (file.Title is null || !message.Contains(Path.GetFileName(file.Path), StringComparison.Ordinal)) continue;
            message = message.Replace(file.Pattern, file.Title, StringComparison.Ordinal).Replace(file.Path, file.Title, StringComparison.Ordinal);
        }
        return message;
    }

    /// <summary>The one input with files; null when there are several, or none.</summary>
    public string? OnlyInput() => HasFiles && Files!.All(file => file.Input == Files![0].Input) ? Files![0].Input : null;
}

/// <summary>A file and the input that it belongs to.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Path">Where it is on this machine.</param>
/// <param name="Title">What people know it by; null: the path's last part.</param>
internal sealed record InputFile(string Input, string Path, string? Title = null)
{
    /// <summary>As DuckDB's messages may have it.</summary>
    public string Pattern { get; } = FilePattern.Of(Path);
}
