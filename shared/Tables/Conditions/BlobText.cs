namespace Serverless.Tables.Conditions;

/// <summary>Bytes as SQL writes them: ASCII, and <c>\xAA</c> for what is none.</summary>
internal static class BlobText
{
    public static bool IsBytes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAscii(text[i])) return false;
            if (text[i] != '\\') continue;
            if (i + 3 >= text.Length || text[i + 1] != 'x' || !char.IsAsciiHexDigit(text[i + 2]) || !char.IsAsciiHexDigit(text[i + 3])) return false;
            i += 3;
        }
        return true;
    }
}
