using System.Text.RegularExpressions;

namespace Serverless.Datasets;

/// <summary>
/// The name of a dataset (kartothek calls it uuid): letters, digits and <c>+ - _</c>. Names that the platform uses as folders are refused.
/// </summary>
public readonly partial record struct DatasetId
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "jobs", "ledger", "results", "plans", "packages", "cache", "statistics" };

    private readonly string? _value;

    /// <exception cref="ArgumentException">The text breaks the rule; the message says how.</exception>
    public DatasetId(string value)
    {
        if (Problem(value) is { } problem) throw new ArgumentException(problem, nameof(value));
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("The default DatasetId is no name.");

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string? value) =>
        value is null || value.Length > 200 || !Allowed().IsMatch(value) ? $"'{value}' is no dataset name: 1 to 200 letters, digits or + - _ are allowed."
        : Reserved.Contains(value) ? $"'{value}' is a name that the platform keeps for itself; choose another."
        : null;

    public override string ToString() => _value ?? "";

    // kartothek's own rule for uuids (core/uuid.py).
    [GeneratedRegex(@"\A[a-zA-Z0-9+\-_]+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Allowed();
}
