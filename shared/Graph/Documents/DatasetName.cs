using System.Text.RegularExpressions;

namespace Serverless.Graph.Documents;

/// <summary>The rule for names of datasets and their tables: kartothek's own for its uuids, without what the platform keeps for itself (<see cref="Layout"/>).</summary>
public static partial class DatasetName
{
    public const int MaxLength = 200;

    /// <summary>What a name looks like, as a regular expression.</summary>
    public const string Pattern = "^[A-Za-z0-9+_-]{1,200}$";

    private const string IndexFolder = "indices";

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string? name) =>
        name is null || name.Length > MaxLength || !Allowed().IsMatch(name) ? $"'{name}' is no name of a dataset: 1 to 200 letters, digits or + - _ are allowed."
        : Layout.IsOurs(name) ? $"'{name}' is a folder of the platform's own and no name of a dataset; choose another."
        : null;

    /// <summary>The same for a dataset that is written: what begins with <c>_</c> is kept for folders that are to come. Those that are there are read.</summary>
    public static string? ProblemOfNew(string? name) =>
        Problem(name) ?? (name!.StartsWith('_') ? $"'{name}' begins with '_', which is kept for folders of the platform's own; choose another name for the dataset." : null);

    /// <summary>What is wrong with the name of a table that is written; null when nothing is. Of those that are read, only the form matters.</summary>
    public static string? ProblemOfNewTable(string table) =>
        string.Equals(table, IndexFolder, StringComparison.OrdinalIgnoreCase) || table.StartsWith('_') ? $"'{table}' is kept for folders of the dataset's own and no name of a table; choose another." : null;

    // kartothek's own rule for uuids (core/uuid.py).
    [GeneratedRegex(@"\A[a-zA-Z0-9+\-_]+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Allowed();
}
