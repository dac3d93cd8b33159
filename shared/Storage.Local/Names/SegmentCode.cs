using System.Text;

namespace Serverless.Storage.Local.Names;

/// <summary>
/// Writes one segment of a blob's name as one name of a file, injectively and without using case: lower-case letters, digits and <c>-_.=</c> stand for
/// themselves, <c>!d</c> is <c>D</c>, everything else is <c>%</c> and two digits of hex for each byte of UTF-8. What Windows would change or refuse
/// (a trailing dot, device names such as <c>con</c>) is written with such a code too.
/// </summary>
internal static class SegmentCode
{
    private static readonly HashSet<string> Devices = new(StringComparer.Ordinal)
    {
        "con", "prn", "aux", "nul",
        "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    public static string Encode(string segment)
    {
        var text = new StringBuilder(segment.Length + 8);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in segment.EnumerateRunes())
        {
            if (rune.IsAscii && IsPlain((char)rune.Value)) text.Append((char)rune.Value);
            else if (rune.IsAscii && char.IsAsciiLetterUpper((char)rune.Value)) text.Append('!').Append((char)(rune.Value | 0x20));
            else AppendCode(text, bytes[..rune.EncodeToUtf8(bytes)]);
        }
        if (text[^1] == '.') text.Remove(text.Length - 1, 1).Append("%2e");
        if (IsDevice(text)) Recode(text);
        return text.ToString();
    }

    /// <returns>Null when no segment is written like this: the file is none of ours.</returns>
    public static string? Decode(string code)
    {
        var bytes = new byte[code.Length];
        var length = 0;
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            if (c == '!' && i + 1 < code.Length) bytes[length++] = (byte)(code[++i] & ~0x20);
            else if (c == '%' && i + 2 < code.Length && char.IsAsciiHexDigit(code[i + 1]) && char.IsAsciiHexDigit(code[i + 2]))
            {
                bytes[length++] = Convert.ToByte(code.Substring(i + 1, 2), 16);
                i += 2;
            }
            else if (IsPlain(c)) bytes[length++] = (byte)c;
            else return null;
        }
        var segment = Encoding.UTF8.GetString(bytes, 0, length);
        return length > 0 && Encode(segment) == code ? segment : null;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '=';

    private static void AppendCode(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) text.Append('%').Append(b.ToString("x2"));
    }

    private static bool IsDevice(StringBuilder text)
    {
        var name = text.ToString();
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return Devices.Contains(dot < 0 ? name : name[..dot]);
    }

    private static void Recode(StringBuilder text)
    {
        var first = text[0];
        text.Remove(0, 1).Insert(0, "%" + ((int)first).ToString("x2"));
    }
}
