namespace Serverless.Graph.Parameters;

/// <summary>The named parameters of a query: <c>$day</c>, outside texts, quoted names and comments.</summary>
internal static class SqlParameterNames
{
    /// <summary>Each once, apart from case, in the order of the text.</summary>
    public static IReadOnlyList<string> In(string sql)
    {
        var names = new List<string>();
        for (var i = 0; i < sql.Length;)
        {
            switch (sql[i])
            {
                case '\'': i = AfterText(sql, i, escapes: i > 0 && sql[i - 1] is 'e' or 'E' && (i < 2 || !IsWord(sql[i - 2]))); break;
                case '"': i = AfterQuoted(sql, i, '"'); break;
                case '-' when At(sql, i + 1) == '-': i = AfterLine(sql, i); break;
                case '/' when At(sql, i + 1) == '*': i = AfterComment(sql, i); break;
                case '$' when i == 0 || !IsWord(sql[i - 1]): i = AfterDollar(sql, i, names); break;
                default: i++; break;
            }
        }
        return names;
    }

    private static char At(string sql, int at) => at < sql.Length ? sql[at] : '\0';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    // $name, $1, or the begin of $tag$ text $tag$.
    private static int AfterDollar(string sql, int start, List<string> names)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
        var name = sql[(start + 1)..end];
        var isNumber = name.Length > 0 && char.IsAsciiDigit(name[0]);
        if (At(sql, end) == '$' && !isNumber)
        {
            var tag = sql[start..(end + 1)];
            var close = sql.IndexOf(tag, end + 1, StringComparison.Ordinal);
            return close < 0 ? sql.Length : close + tag.Length;
        }
        if (name.Length > 0 && !isNumber && !names.Contains(name, StringComparer.OrdinalIgnoreCase)) names.Add(name);
        return end;
    }

    private static int AfterText(string sql, int start, bool escapes)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (escapes && sql[i] == '\\') i++;
            else if (sql[i] == '\'' && At(sql, i + 1) == '\'') i++;
            else if (sql[i] == '\'') return i + 1;
        }
        return sql.Length;
    }

    private static int AfterQuoted(string sql, int start, char quote)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (sql[i] == quote && At(sql, i + 1) == quote) i++;
            else if (sql[i] == quote) return i + 1;
        }
        return sql.Length;
    }

    private static int AfterLine(string sql, int start)
    {
        var end = sql.AsSpan(start).IndexOfAny('\n', '\r');
        return end < 0 ? sql.Length : start + end;
    }

    // A comment may hold comments.
    private static int AfterComment(string sql, int start)
    {
        var depth = 0;
        for (var i = start; i < sql.Length; i++)
        {
            if (sql[i] == '/' && At(sql, i + 1) == '*')
            {
                depth++;
                i++;
            }
            else if (sql[i] == '*' && At(sql, i + 1) == '/')
            {
                i++;
                if (--depth == 0) return i + 1;
            }
        }
        return sql.Length;
    }
}
