using System.Text;

namespace Serverless.Datasets;

/// <summary>
/// How a partition is named: <c>month=1/carrier=LH/0123abc…</c>, keys in order, values percent-encoded as UTF-8, then a part that is unique.
/// </summary>
/// <remarks>
/// kartothek v4: unreserved characters are <c>A-Z a-z 0-9 _ . - ~</c>. kartothek itself leaves <c>/</c> in values alone and then reads them back wrong;
/// we write <c>%2F</c>, which its reader decodes rightly.
/// </remarks>
public static class PartitionLabel
{
    /// <summary>Makes a label.</summary>
    /// <param name="keys">Key columns with their values as text, in order; values are not null.</param>
    /// <param name="unique">32 hexadecimal digits (kartothek puts a UUID there).</param>
    public static string Format(IEnumerable<KeyValuePair<string, string>> keys, string unique)
    {
        var text = new StringBuilder();
        foreach (var (column, value) in keys) text.Append(Quote(column)).Append('=').Append(Quote(value)).Append('/');
        return text.Append(unique).ToString();
    }

    /// <summary>Reads the keys of a label, in order.</summary>
    /// <exception cref="FormatException">A segment before the last is not <c>column=value</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Keys(string label)
    {
        var segments = label.Split('/');
        var keys = new KeyValuePair<string, string>[segments.Length - 1];
        for (var i = 0; i < keys.Length; i++)
        {
            var split = segments[i].IndexOf('=', StringComparison.Ordinal);
            if (split < 1) throw new FormatException($"'{label}' is no partition label: '{segments[i]}' is not column=value.");
            keys[i] = new(Uri.UnescapeDataString(segments[i][..split]), Uri.UnescapeDataString(segments[i][(split + 1)..]));
        }
        return keys;
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'~') quoted.Append((char)octet);
            else quoted.Append('%').Append(octet.ToString("X2"));
        }
        return quoted.ToString();
    }
}
