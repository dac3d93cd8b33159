namespace Serverless.Storage;

/// <summary>
/// The name of a blob within its container: 1 to 1,024 characters, segments separated by <c>/</c>, no segment empty, <c>.</c> or <c>..</c>,
/// no backslashes, no control characters, no lone surrogates. Case matters: <c>DE</c> and <c>de</c> are two blobs in every store.
/// </summary>
/// <remarks>1,024 characters is the limit of Azure Blob Storage, which would also normalise empty and dot segments away;
/// its client library turns backslashes into slashes, which would make two names one.</remarks>
public readonly record struct BlobName : IComparable<BlobName>
{
    public const int MaxLength = 1024;

    private readonly string? _value;

    /// <exception cref="ArgumentException">The text breaks the rule above; the message says how.</exception>
    public BlobName(string value)
    {
        if (Problem(value) is { } problem) throw new ArgumentException($"'{value}' is no blob name: {problem}.", nameof(value));
        _value = value;
    }

    /// <summary>The text; throws on the default value, which is no name.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The default BlobName is no name.");

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "it is empty";
        if (value.Length > MaxLength) return $"it has {value.Length} characters, {MaxLength} are allowed";
        foreach (var segment in value.Split('/'))
        {
            if (segment.Length == 0) return "it has an empty segment";
            if (segment is "." or "..") return $"'{segment}' is no segment";
        }
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i])) return "it has a control character";
            if (value[i] == '\\') return "it has a backslash";
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])) i++;
            else if (char.IsSurrogate(value[i])) return "it is no valid Unicode";
        }
        return null;
    }

    public int CompareTo(BlobName other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";
}
