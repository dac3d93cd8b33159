using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Functions;

/// <summary>Requests to storage by what they are for, from Azurite's access log.</summary>
internal sealed partial class StorageLog
{
    // Of one purpose, enough to see where its operations go.
    private const int MostKinds = 24;

    private readonly ConcurrentDictionary<(string Purpose, string Kind), int> _kinds = new();

    public void Add(string line)
    {
        if (Request().Match(line) is not { Success: true } request) return;
        var (method, path) = (request.Groups["method"].Value, request.Groups["path"].Value);
        _kinds.AddOrUpdate((PurposeOf(method, path), KindOf(method, path)), 1, static (_, count) => count + 1);
    }

    /// <summary>Forgets what was counted so far, and gives it by purpose.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        var taken = _kinds.ToArray();
        _kinds.Clear();
        return taken.GroupBy(static k => k.Key.Purpose, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Sum(k => k.Value), StringComparer.Ordinal);
    }

    /// <summary>The most frequent requests of each purpose, to see where they go.</summary>
    public IEnumerable<string> Most() => _kinds
        .GroupBy(static k => k.Key.Purpose, StringComparer.Ordinal)
        .OrderBy(static g => g.Key, StringComparer.Ordinal)
        .SelectMany(static g => g.OrderByDescending(static k => k.Value).Take(MostKinds))
        .Select(static k => string.Create(CultureInfo.InvariantCulture, $"{k.Value,6} {k.Key.Purpose,-8} {k.Key.Kind}"));

    // Asking a queue for messages, and holding partitions, happens whether there is work or not.
    private static string PurposeOf(string method, string path) =>
        method == "GET" && path.Contains("/messages", StringComparison.Ordinal) ? "polling"
        : path.Contains("Partitions", StringComparison.Ordinal) || path.Contains("-applease", StringComparison.Ordinal) || path.Contains("-leases", StringComparison.Ordinal) || path.Contains("/azure-webjobs-hosts/", StringComparison.Ordinal) ? "polling"
        : path.Contains("/devstoreaccount1/default", StringComparison.Ordinal) ? "ours"
        : "durable";

    // The path without what differs from unit to unit; of a query, what is asked for.
    private static string KindOf(string method, string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var kind = at < 0 ? path : path[..at];
        var asked = at < 0 ? [] : path[(at + 1)..].Split('&').Where(static p => p.StartsWith("prefix=", StringComparison.Ordinal) || p.StartsWith("comp=", StringComparison.Ordinal)).Select(Uri.UnescapeDataString);
        return $"{method} {Ids().Replace($"{kind} {string.Join(' ', asked)}", "*")}".Replace("/devstoreaccount1/", "", StringComparison.Ordinal).TrimEnd();
    }

    [GeneratedRegex("""\"(?<method>[A-Z]+) (?<path>/[^ ]*) HTTP/""")]
    private static partial Regex Request();

    [GeneratedRegex("""T?[0-9a-f]{8,}[0-9a-zA-Z._~%:-]*|01[0-9a-z]{18}[^/]*|'[^']*'|(measured|warm)-[0-9a-f]+|[0-9]+""")]
    private static partial Regex Ids();
}
