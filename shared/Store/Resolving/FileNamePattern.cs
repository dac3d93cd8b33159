using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Store.Resolving;

/// <summary>
/// A name with <c>*</c> (any part of a name), <c>?</c> (one character) and <c>**</c> (any folders, or none). Everything else is itself; so are <c>[</c> and <c>]</c>.
/// </summary>
/// <param name="pattern">With <c>/</c> between folders.</param>
/// <param name="acrossFolders">Whether <c>*</c> goes beyond a folder, as in names of blobs, which have none.</param>
internal sealed class FileNamePattern(string pattern, bool acrossFolders)
{
    private readonly Regex _regex = new(Text(pattern, acrossFolders), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public static bool Is(string name) => name.AsSpan().ContainsAny('*', '?');

    public bool Matches(string name) => _regex.IsMatch(name);

    /// <summary>Files of this machine, in the order of their names. A file of exactly that name is that file, whatever else the name would stand for.</summary>
    /// <param name="path">Absolute.</param>
    public static IEnumerable<string> FilesOf(string path)
    {
        // Thousands of files may be named one by one: each is looked for by itself, and no folder is listed for it.
        if (File.Exists(path)) return [path];
        if (!Is(path)) return [];
        var parts = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var first = Array.FindIndex(parts, Is);
        var root = string.Join(Path.DirectorySeparatorChar, parts[..first]) + Path.DirectorySeparatorChar;
        if (!Directory.Exists(root)) return [];
        var names = new FileNamePattern(string.Join('/', parts[first..]), acrossFolders: false);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = parts.AsSpan(first..).Contains("**") ? int.MaxValue : parts.Length - first - 1,
            // Hidden files are files; a link to a folder may lead round in a circle.
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = true,
        };
        return Directory.EnumerateFiles(root, "*", options).Where(file => names.Matches(Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))).Order(StringComparer.Ordinal);
    }

    private static string Text(string pattern, bool acrossFolders)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/") && (i == 0 || pattern[i - 1] == '/'))
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (pattern[i] == '*')
            {
                var isDeep = acrossFolders || (i + 1 < pattern.Length && pattern[i + 1] == '*');
                while (i + 1 < pattern.Length && pattern[i + 1] == '*') i++;
                regex.Append(isDeep ? ".*" : "[^/]*");
            }
            else if (pattern[i] == '?')
            {
                regex.Append(acrossFolders ? "." : "[^/]");
            }
            else
            {
                regex.Append(Regex.Escape(pattern[i].ToString()));
            }
        }
        return regex.Append("\\z").ToString();
    }
}
