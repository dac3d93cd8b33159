using System.Text;
using System.Text.Json;

namespace Serverless.Storage;

/// <summary>
/// How a dead letter lies in its <c>-poison</c> queue, on every store: one line of JSON (<c>id</c>, <c>reason</c>, <c>at</c>), a line feed, the body as it was.
/// </summary>
public static class DeadLetterEnvelope
{
    /// <summary>Longest reason kept, in bytes of JSON: with the rest of the line it stays under the 4 KiB that <see cref="IWorkQueue.MaxBodyBytes"/> leaves free.</summary>
    public const int MaxReasonBytes = 3000;

    private const byte LineFeed = (byte)'\n';

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The name of the queue that takes another's dead letters.</summary>
    public static string QueueOf(string queue) => queue + "-poison";

    public static byte[] Encode(DeadLetter letter)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head(letter.Id, Cut(letter.Reason), letter.At), Json);
        return [.. head, LineFeed, .. letter.Body.Span];
    }

    /// <summary>Reads an envelope; a message that is none (somebody else put it there) is a letter without a reason.</summary>
    public static DeadLetter Decode(string id, ReadOnlyMemory<byte> message)
    {
        var end = message.Span.IndexOf(LineFeed);
        if (end > 0)
        {
            try
            {
                if (JsonSerializer.Deserialize<Head>(message.Span[..end], Json) is { Id: not null, Reason: not null } head)
                    return new DeadLetter(head.Id, message[(end + 1)..], head.Reason, head.At);
            }
            catch (JsonException)
            {
                // No envelope.
            }
        }
        return new DeadLetter(id, message, "", default);
    }

    private static string Cut(string reason)
    {
        var text = new StringBuilder();
        var bytes = 0;
        foreach (var rune in reason.EnumerateRunes())
        {
            var plain = Rune.IsControl(rune) ? new Rune(' ') : rune;
            // As JSON writes it: what is not plain ASCII becomes six bytes for each UTF-16 unit.
            bytes += plain.IsAscii ? (char.IsAsciiLetterOrDigit((char)plain.Value) || plain.Value is ' ' or '.' or ',' ? 1 : 6) : 6 * plain.Utf16SequenceLength;
            if (bytes > MaxReasonBytes) break;
            text.Append(plain.ToString());
        }
        return text.ToString();
    }

    private sealed record Head(string? Id, string? Reason, DateTimeOffset At);
}
