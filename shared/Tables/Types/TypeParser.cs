using System.Globalization;

namespace Serverless.Tables.Types;

/// <summary>Reads the text of a type, in the form that <see cref="ColumnType.Text"/> writes and the usual spellings of SQL.</summary>
internal sealed class TypeParser(string text)
{
    private static readonly Dictionary<string, ColumnKind> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BOOL"] = ColumnKind.Boolean,
        ["INT"] = ColumnKind.Integer,
        ["INT4"] = ColumnKind.Integer,
        ["INT8"] = ColumnKind.BigInt,
        ["LONG"] = ColumnKind.BigInt,
        ["SHORT"] = ColumnKind.SmallInt,
        ["REAL"] = ColumnKind.Float,
        ["TEXT"] = ColumnKind.Varchar,
        ["STRING"] = ColumnKind.Varchar,
        ["BYTEA"] = ColumnKind.Blob,
        ["DATETIME"] = ColumnKind.Timestamp,
        ["TIMESTAMPTZ"] = ColumnKind.TimestampTz,
        ["TIMESTAMP WITH TIME ZONE"] = ColumnKind.TimestampTz,
        ["TIME WITH TIME ZONE"] = ColumnKind.TimeTz,
        ["TIME_NS"] = ColumnKind.TimeNs,
        ["TIMESTAMP_S"] = ColumnKind.TimestampS,
        ["TIMESTAMP_MS"] = ColumnKind.TimestampMs,
        ["TIMESTAMP_NS"] = ColumnKind.TimestampNs,
        ["NULL"] = ColumnKind.Null,
    };

    private int _at;

    /// <exception cref="FormatException">The text is no type; the message says where.</exception>
    public static ColumnType Parse(string text)
    {
        var parser = new TypeParser(text);
        var type = parser.Type();
        parser.Space();
        return parser._at == text.Length ? type : throw parser.Problem("the end");
    }

    private ColumnType Type()
    {
        var type = Base();
        while (Take('['))
        {
            var length = Number();
            Expect(']');
            type = length is { } fixedLength ? ColumnType.OfArray(type, fixedLength) : ColumnType.OfList(type);
        }
        return type;
    }

    private ColumnType Base()
    {
        var name = Words();
        switch (name.ToUpperInvariant())
        {
            case "DECIMAL" or "NUMERIC":
                if (!Take('(')) return ColumnType.OfDecimal(18, 3);
                var width = Number() ?? throw Problem("a width");
                var scale = Take(',') ? Number() ?? throw Problem("a scale") : 0;
                Expect(')');
                return width is >= 1 and <= 38 && scale <= width ? ColumnType.OfDecimal((byte)width, (byte)scale) : throw Problem("a width up to 38 and a scale within it");
            case "STRUCT":
                return ColumnType.OfStruct(List(() => new TableColumn(Name(), Type())));
            case "UNION":
                return ColumnType.OfUnion(List(() => new TableColumn(Name(), Type())));
            case "JSON":
                return ColumnType.Json;
            case "MAP":
                return List(Type) is [var key, var value] ? ColumnType.OfMap(key, value) : throw Problem("two types");
            case "ENUM":
                return ColumnType.OfEnum(List(() => Quoted('\'')));
        }
        if (Aliases.TryGetValue(name, out var alias)) return ColumnType.Of(alias);
        return Enum.TryParse<ColumnKind>(name, ignoreCase: true, out var kind) && !char.IsDigit(name[0]) && kind is not (ColumnKind.Invalid or ColumnKind.List or ColumnKind.Array)
            ? ColumnType.Of(kind)
            : throw Problem("a type");
    }

    private List<T> List<T>(Func<T> item)
    {
        Expect('(');
        var items = new List<T> { item() };
        while (Take(',')) items.Add(item());
        Expect(')');
        return items;
    }

    private string Words()
    {
        Space();
        if (_at < text.Length && text[_at] == '"') return Quoted('"');
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or ' ')) _at++;
        var words = text[start.._at].Trim();
        return words.Length > 0 ? words : throw Problem("a type");
    }

    private string Name()
    {
        Space();
        if (_at < text.Length && text[_at] == '"') return Quoted('"');
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
        return _at > start ? text[start.._at] : throw Problem("a name");
    }

    private string Quoted(char quote)
    {
        Expect(quote);
        var value = new System.Text.StringBuilder();
        for (; _at < text.Length; _at++)
        {
            if (text[_at] != quote) value.Append(text[_at]);
            else if (_at + 1 < text.Length && text[_at + 1] == quote) value.Append(text[_at++]);
            else
            {
                _at++;
                return value.ToString();
            }
        }
        throw Problem($"a closing {quote}");
    }

    private int? Number()
    {
        Space();
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        return int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private bool Take(char c)
    {
        Space();
        if (_at >= text.Length || text[_at] != c) return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c)) throw Problem($"'{c}'");
    }

    private void Space()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private FormatException Problem(string expected) => new($"'{text}' is no column type: at character {_at + 1}, {expected} is expected.");
}
