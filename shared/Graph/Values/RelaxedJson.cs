namespace Serverless.Graph.Values;

/// <summary>
/// JSON as people write it: comments (<c>// to the end of the line</c>, <c>/* … */</c>) and a comma behind the last item. They become spaces, so that every
/// place in the text stays where it is.
/// </summary>
public static class RelaxedJson
{
    /// <summary>A document's text as a reader of JSON takes it: plain, without a byte order mark.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> utf8)
    {
        var text = WithoutMark(utf8);
        return Plain(text) ?? text;
    }

    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The text as plain JSON of the same length; null where it has neither. What is no JSON otherwise stays as it is.</summary>
    public static byte[]? Plain(ReadOnlySpan<byte> utf8)
    {
        byte[]? plain = null;
        // Of a comma behind an item that nothing but space follows so far.
        var comma = -1;
        var before = (byte)'[';
        for (var at = 0; at < utf8.Length; at++)
        {
            var octet = utf8[at];
            switch (octet)
            {
                case (byte)'"':
                    at = StringEnd(utf8, at);
                    (comma, before) = (-1, octet);
                    break;
                case (byte)'/' when CommentEnd(utf8, at) is var end and > 0:
                    plain ??= utf8.ToArray();
                    Blank(plain.AsSpan(at, end - at));
                    at = end - 1;
                    break;
                case (byte)',':
                    (comma, before) = (before is (byte)'[' or (byte)'{' or (byte)',' or (byte)':' ? -1 : at, octet);
                    break;
                case (byte)']' or (byte)'}':
                    if (comma >= 0) (plain ??= utf8.ToArray())[comma] = (byte)' ';
                    (comma, before) = (-1, octet);
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    break;
                default:
                    (comma, before) = (-1, octet);
                    break;
            }
        }
        return plain;
    }

    // The closing quote, or the end of the text.
    private static int StringEnd(ReadOnlySpan<byte> utf8, int open)
    {
        for (var at = open + 1; at < utf8.Length; at++)
        {
            if (utf8[at] == '\\') at++;
            else if (utf8[at] == '"') return at;
        }
        return utf8.Length;
    }

    // Behind the comment; 0: it is none, or never ends.
    private static int CommentEnd(ReadOnlySpan<byte> utf8, int start)
    {
        var rest = utf8[start..];
        if (rest.StartsWith("//"u8)) return rest.IndexOf((byte)'\n') is var line and >= 0 ? start + line : utf8.Length;
        return rest.StartsWith("/*"u8) && rest[2..].IndexOf("*/"u8) is var end and >= 0 ? start + 4 + end : 0;
    }

    private static void Blank(Span<byte> comment)
    {
        foreach (ref var octet in comment)
        {
            if (octet is not ((byte)'\n' or (byte)'\r')) octet = (byte)' ';
        }
    }
}
