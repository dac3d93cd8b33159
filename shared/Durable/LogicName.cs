namespace Serverless.Durable;

/// <summary>
/// The name of an orchestration with the version of its logic, written <c>Job_v1</c>. A change that would replay differently is a new version:
/// an instance of another version is never replayed by this one (design.md, section 6).
/// </summary>
public readonly record struct LogicName(string Name, int Version)
{
    /// <summary>Reads <c>Job_v1</c>.</summary>
    /// <exception cref="FormatException">The text has no <c>_v</c> and number.</exception>
    public static LogicName Parse(string text)
    {
        var split = text.LastIndexOf("_v", StringComparison.Ordinal);
        if (split < 1 || !int.TryParse(text.AsSpan(split + 2), out var version))
            throw new FormatException($"'{text}' is no logic name: expected a name and a version, as in 'Job_v1'.");
        return new LogicName(text[..split], version);
    }

    public override string ToString() => $"{Name}_v{Version}";
}
