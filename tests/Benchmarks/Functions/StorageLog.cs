using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Serverless.Benchmarks.Functions;

/// <summary>Requests to storage by what they are for, from Azurite's access log.</summary>
internal sealed partial class StorageLog
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _kinds = new(StringComparer.Ordinal);

    public void Add(string line)
    {
        if (Request().Match(line) is not { Success: true } request) return;
        var (method, path) = (request.Groups["method"].Value, request.Groups["path"].Value);
        _counts.AddOrUpdate(PurposeOf(method, path), 1, static (_, count) => count + 1);
        _kinds.AddOrUpdate($"{method} {Ids().Replace(path.Split('?')[0], "*")}", 1, static (_, count) => count + 1);
    }

    /// <summary>Forgets what was counted so far, and gives it.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        var taken = _counts.ToDictionary(StringComparer.Ordinal);
        _counts.Clear();
        _kinds.Clear();
        return taken;
    }

    /// <summary>The most frequent requests, to see where they go.</summary>
    public IEnumerable<string> Most() => _kinds.OrderByDescending(static k => k.Value).Take(20).Select(static k => $"{k.Value,6} {k.Key}");

    // Asking a queue for messages, and holding partitions, happens whether there is work or not.
    private static string PurposeOf(string method, string path) =>
        method == "GET" && path.Contains("/messages", StringComparison.Ordinal) ? "polling"
        : path.Contains("Partitions", StringComparison.Ordinal) || path.Contains("-applease", StringComparison.Ordinal) || path.Contains("-leases", StringComparison.Ordinal) || path.Contains("/azure-webjobs-hosts/", StringComparison.Ordinal) ? "polling"
        : path.Contains("/devstoreaccount1/default", StringComparison.Ordinal) ? "ours"
        : "durable";

    [GeneratedRegex("""\"(?<method>[A-Z]+) (?<path>/[^ ]*) HTTP/""")]
    private static partial Regex Request();

    [GeneratedRegex("""[0-9a-f]{8,}[0-9a-zA-Z._~%:-]*|01[0-9a-z]{18}[^/]*|'[^']*'|[0-9]+""")]
    private static partial Regex Ids();
}
