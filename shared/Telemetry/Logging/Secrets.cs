using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Serverless.Telemetry.Logging;

/// <summary>
/// Takes secrets out of what is logged. Our lines name none; exceptions of libraries, of storage and of user code may carry addresses and connection texts.
/// </summary>
public static partial class Secrets
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Hidden = "***";

    // Shorter texts stand in many words by accident.
    private const int LeastLength = 6;

    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Hides a text wherever it stands from now on: a key, a variable that documents are given.</summary>
    public static void Add(string? secret)
    {
        if (secret is { Length: >= LeastLength }) Known[secret] = true;
    }

    /// <summary>Hides the secrets of a connection text: whatever follows a name of a key, a password or a signature.</summary>
    public static void AddConnection(string? connection)
    {
        foreach (Match match in Named().Matches(connection ?? "")) Add(match.Groups["secret"].Value);
    }

    /// <summary>The text without them.</summary>
    public static string Hide(string text)
    {
        foreach (var secret in Known.Keys) text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        text = Named().Replace(text, static m => $"{m.Groups["name"].Value}{Hidden}");
        text = Authority().Replace(text, $"${{scheme}}{Hidden}@");
        return Scheme().Replace(text, $"${{scheme}} {Hidden}");
    }

    // AccountKey=…, SharedAccessSignature=…, Password: …, ?sig=…&, "apiKey":"…"
    [GeneratedRegex(
        """(?<name>\b(account_?key|shared_?access_?key|shared_?access_?signature|api[-_]?key|access[-_]?key|client_?secret|secret|password|passwd|pwd|token|sig|signature|code)["']?\s*[=:]\s*["']?)(?<secret>[^\s;&"',)}]+)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    // https://user:password@host
    [GeneratedRegex("""(?<scheme>\b[a-z][a-z0-9+.-]*://)[^/\s@]+@""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Authority();

    [GeneratedRegex("""\b(?<scheme>bearer|basic|sharedkey)\s+[A-Za-z0-9+/=_.:~-]{6,}""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
