namespace Serverless.Storage;

/// <summary>The rule for names of containers and queues, which is Azure's: 3 to 63 lower-case letters, digits and single hyphens, no hyphen at an end.</summary>
public static class AccountName
{
    public const int MinLength = 3;
    public const int MaxLength = 63;

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string? name)
    {
        if (string.IsNullOrEmpty(name)) return "it is empty";
        if (name.Length is < MinLength or > MaxLength) return $"it has {name.Length} characters, {MinLength} to {MaxLength} are allowed";
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return $"it has '{c}'; lower-case letters, digits and hyphens are allowed";
        }
        if (name[0] == '-' || name[^1] == '-') return "it begins or ends with a hyphen";
        return name.Contains("--", StringComparison.Ordinal) ? "it has two hyphens in a row" : null;
    }

    /// <summary>The name itself.</summary>
    /// <param name="name">To be checked.</param>
    /// <param name="kind">What it names, for the message: <c>container</c>, <c>queue</c>.</param>
    /// <exception cref="ArgumentException">It breaks the rule; the message says how.</exception>
    public static string Checked(string name, string kind) =>
        Problem(name) is { } problem ? throw new ArgumentException($"'{name}' is no name for a {kind}: {problem}.", nameof(name)) : name;
}
