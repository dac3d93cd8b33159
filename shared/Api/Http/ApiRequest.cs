namespace Serverless.Api.Http;

/// <summary>A request as a binding hands it over: what HTTP says, without a web framework's types.</summary>
public sealed record ApiRequest
{
    /// <summary>As in <c>GET</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Decoded, starting with a slash, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The first value of each parameter, decoded.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Names in any case; several values joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Read at most once. Default: empty.</summary>
    public Stream Body { get; init; } = Stream.Null;

    /// <summary>
    /// The caller is on this machine: it may then come without a key, where none are configured. A process behind another one, as the worker of a
    /// Functions app is, sees that one as its peer and must say false.
    /// </summary>
    public bool FromLoopback { get; init; }

    /// <returns>Null when the request has no such header.</returns>
    public string? Header(string name)
    {
        if (Headers.TryGetValue(name, out var value)) return value;
        foreach (var (key, other) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return other;
        }
        return null;
    }

    internal string? Parameter(string name) => Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
