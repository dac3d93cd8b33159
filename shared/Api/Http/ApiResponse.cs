using System.Globalization;
using System.Text.Json;

namespace Serverless.Api.Http;

/// <summary>An answer that a binding sends as it is.</summary>
public sealed record ApiResponse
{
    public const string Json = "application/json; charset=utf-8";

    public required int Status { get; init; }

    /// <summary>All headers, the content's included.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Writes the body; null: there is none. Called at most once, after status and headers were sent. A stream of events runs until its job has ended or
    /// the token is cancelled, and flushes what it writes: the binding must not buffer.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? WriteBody { get; init; }

    internal static ApiResponse Empty(int status, params (string Name, string Value)[] headers) => new() { Status = status, Headers = Of([("Cache-Control", "no-store"), .. headers]) };

    internal static ApiResponse Of<T>(int status, T body, params (string Name, string Value)[] headers) =>
        Bytes(status, JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options), Json, headers);

    internal static ApiResponse Bytes(int status, ReadOnlyMemory<byte> bytes, string contentType, params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        Headers = Of([("Content-Type", contentType), ("Content-Length", bytes.Length.ToString(CultureInfo.InvariantCulture)), ("Cache-Control", "no-store"), .. headers]),
        WriteBody = async (stream, cancellationToken) => await stream.WriteAsync(bytes, cancellationToken),
    };

    internal static ApiResponse Stream(string contentType, Func<Stream, CancellationToken, Task> write, params (string Name, string Value)[] headers) => new()
    {
        Status = 200,
        Headers = Of([("Content-Type", contentType), ("Cache-Control", "no-store"), .. headers]),
        WriteBody = write,
    };

    private static Dictionary<string, string> Of(params (string Name, string Value)[] headers)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Content-Type-Options"] = "nosniff" };
        foreach (var (name, value) in headers) all[name] = value;
        return all;
    }
}
