namespace Serverless.Graph.Validation;

/// <summary>The rules of names. Names never reach paths or SQL unchecked, so they are narrow.</summary>
internal static class Names
{
    public const string NodeRule = "1 to 100 letters, digits, '_', '-' or '.', starting with a letter, a digit or '_'";

    public const string AliasRule = "1 to 60 letters, digits or '_', starting with a letter or '_'";

    public const string JobRule = "1 to 100 letters, digits, '_', '-', '.' or spaces, starting with a letter, a digit or '_'";

    public const string SemaphoreRule = "1 to 60 letters, digits, '_', '-' or '.', starting with a letter, a digit or '_'";

    /// <summary>The same as a regular expression, for the schema.</summary>
    public const string NodePattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$";

    public const string AliasPattern = "^[A-Za-z_][A-Za-z0-9_]{0,59}$";

    /// <summary>No name at all is allowed, too.</summary>
    public const string JobPattern = "^([A-Za-z0-9_]([A-Za-z0-9_. -]{0,98}[A-Za-z0-9_.-])?)?$";

    private const int MaxNode = 100;
    private const int MaxAlias = 60;
    private const int MaxSemaphore = 60;

    public static bool IsNode(ReadOnlySpan<char> name) => Is(name, MaxNode, "_-.") && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_');

    /// <summary>What every semaphore can be called that a policy may name.</summary>
    public static bool IsSemaphore(ReadOnlySpan<char> name) => name.Length <= MaxSemaphore && IsNode(name);

    public static bool IsJob(ReadOnlySpan<char> name) =>
        Is(name, MaxNode, "_-. ") && (char.IsAsciiLetterOrDigit(name[0]) || name[0] == '_') && name[^1] != ' ';

    /// <summary>A name that SQL sees as a table.</summary>
    public static bool IsAlias(ReadOnlySpan<char> name) => Is(name, MaxAlias, "_") && !char.IsAsciiDigit(name[0]);

    private static bool Is(ReadOnlySpan<char> name, int max, string others)
    {
        if (name.IsEmpty || name.Length > max) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !others.Contains(c, StringComparison.Ordinal)) return false;
        }
        return true;
    }
}
