using System.Text;
using System.Text.Json;
using Serverless.BuiltIns.Arguments;
using Serverless.Execution.Tasks;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Blobs;
using Serverless.Graph.Functions;
using Serverless.Graph.Values;

namespace Serverless.BuiltIns.Http;

/// <summary><c>http.get</c> and <c>download</c>.</summary>
internal static class HttpFunctions
{
    private const string RaiseMost = "'maxBytes' says how many there may be.";

    public static async ValueTask<object?> GetAsync(object?[] arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var run = RunOf(context);
        using var fetch = new HttpFetch(arguments[0], arguments[1], run, cancellationToken);
        return await MaskedAsync(fetch, () => GetAsync(fetch, arguments, context, cancellationToken));
    }

    private static async ValueTask<object?> GetAsync(HttpFetch fetch, object?[] arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var result = arguments[2] as string ?? "text";
        var most = arguments[3] as long?;
        if (string.Equals(result, "stream", StringComparison.OrdinalIgnoreCase)) return await context.StoreAsync(await fetch.OpenAsync(most, RaiseMost), cancellationToken);
        most = Math.Min(most ?? TextBytes.Most, TextBytes.Most);
        await using var body = await fetch.OpenAsync(most, $"A value may have {TextBytes.Most >> 20} MiB: \"result\": \"stream\" stores what is larger. {RaiseMost}");
        using var bytes = new MemoryStream();
        await body.CopyToAsync(bytes, cancellationToken);
        return string.Equals(result, "json", StringComparison.OrdinalIgnoreCase) ? Json(bytes, fetch) : Text(bytes, fetch);
    }

    public static async ValueTask<object?> DownloadAsync(object?[] arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var run = RunOf(context);
        if (arguments[2] is string given && !HttpRules.IsHash(given)) throw new ArgumentRefusedException("A SHA-256 is 64 hexadecimal digits.");
        using var fetch = new HttpFetch(arguments[0], arguments[1], run, cancellationToken);
        return await MaskedAsync(fetch, () => DownloadAsync(fetch, arguments, context, cancellationToken));
    }

    private static async ValueTask<object?> DownloadAsync(HttpFetch fetch, object?[] arguments, TaskContext context, CancellationToken cancellationToken)
    {
        var body = await fetch.OpenAsync(arguments[3] as long?, RaiseMost);
        if (arguments[2] is string hash)
            body = new VerifiedStream(body, hash.ToLowerInvariant(), () => throw new HttpFinalException($"{fetch.Where} gave something else than what was wanted: its SHA-256 is not {hash}."));
        return await context.StoreAsync(body, cancellationToken);
    }

    // Of everything that a server says, its status line, an address that it points to, a name in its JSON, a part may be what it was sent.
    private static async ValueTask<object?> MaskedAsync(HttpFetch fetch, Func<ValueTask<object?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpFailedException e)
        {
            throw e.Masked(fetch.Mask);
        }
    }

    private static TaskExecutionContext RunOf(TaskContext context) => context as TaskExecutionContext ?? throw new InvalidOperationException("Addresses are asked by the executor.");

    private static GraphValue Json(MemoryStream bytes, HttpFetch fetch)
    {
        try
        {
            return Element.ParseGraph(WithoutMark(bytes));
        }
        catch (JsonException e)
        {
            throw new HttpFinalException($"{fetch.Where} gave no JSON value: {e.Message}");
        }
    }

    private static string Text(MemoryStream bytes, HttpFetch fetch)
    {
        try
        {
            return EncodingOf(fetch.Answer.Content.Headers.ContentType?.CharSet).GetString(WithoutMark(bytes));
        }
        catch (Exception e) when (e is DecoderFallbackException or ArgumentException)
        {
            throw new HttpFinalException($"{fetch.Where} gave no text that can be read: \"result\": \"stream\" stores it as it is.");
        }
    }

    // A byte order mark is no part of the text.
    private static ReadOnlySpan<byte> WithoutMark(MemoryStream bytes)
    {
        var all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return all.StartsWith(Encoding.UTF8.Preamble) ? all[Encoding.UTF8.Preamble.Length..] : all;
    }

    private static Encoding EncodingOf(string? name) => name?.Trim('"') is { Length: > 0 } said && !string.Equals(said, "utf-8", StringComparison.OrdinalIgnoreCase)
        ? Encoding.GetEncoding(said, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        : TextBytes.Strict;
}
