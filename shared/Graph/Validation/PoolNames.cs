namespace Serverless.Graph.Validation;

/// <summary>Names of pools: they are part of queues' names.</summary>
public static class PoolNames
{
    public const int MaxLength = 40;

    public const string Rule = "1 to 40 lower-case letters, digits and single hyphens between them";

    public static bool Is(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxLength || name[0] == '-' || name[^1] == '-') return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterLower(name[i]) && !char.IsAsciiDigit(name[i]) && (name[i] != '-' || name[i - 1] == '-')) return false;
        }
        return true;
    }
}
