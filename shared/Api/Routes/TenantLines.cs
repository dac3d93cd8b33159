using System.Text;
using System.Text.RegularExpressions;

namespace Serverless.Api.Routes;

/// <summary>Leaves out of Prometheus' text what is another tenant's: a process serves several, and each sees its own.</summary>
internal static partial class TenantLines
{
    /// <param name="text">Of the whole process.</param>
    /// <param name="tenant">Who asks.</param>
    public static string Of(string text, string tenant)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            // Every label of that name has to be the caller's: a line that cannot be read is left out.
            if (line.Contains("tenant=", StringComparison.Ordinal) && !IsOf(line, tenant)) continue;
            kept.Append(line).Append('\n');
        }
        kept.Length--;
        return kept.ToString();
    }

    private static bool IsOf(string line, string tenant) => line.StartsWith('#') || (Label().Match(line) is { Success: true } label && label.Groups["tenant"].Value == tenant);

    // Names of tenants are letters, digits and hyphens: none needs an escape.
    [GeneratedRegex("""[{,]tenant="(?<tenant>[a-z0-9-]*)"[,}]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
