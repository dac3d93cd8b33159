namespace Serverless.Tables.Sql;

/// <summary>Finds the semicolon that ends a statement: the first outside of quotes and comments.</summary>
/// <remarks>DuckDB parses what is left again, inside parentheses, so a mistake here can only become a syntax error.</remarks>
internal static class StatementEnd
{
    public static string Trim(string sql)
    {
        for (var i = 0; i < sql.Length; i++)
        {
            switch (sql[i])
            {
                case ';':
                    return sql[..i];
                case '\'':
                    var escapes = i > 0 && sql[i - 1] is 'e' or 'E' && (i == 1 || !IsWord(sql[i - 2]));
                    i = EndOfQuote(sql, i, '\'', escapes);
                    break;
                case '"':
                    i = EndOfQuote(sql, i, '"', backslash: false);
                    break;
                case '-' when Next(sql, i) == '-':
                    i = IndexOrEnd(sql.IndexOf('\n', i), sql);
                    break;
                case '/' when Next(sql, i) == '*':
                    i = EndOfComment(sql, i);
                    break;
                case '$' when i == 0 || !IsWord(sql[i - 1]):
                    i = EndOfDollarQuote(sql, i);
                    break;
            }
        }
        return sql;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private static char Next(string sql, int i) => i + 1 < sql.Length ? sql[i + 1] : '\0';

    private static int IndexOrEnd(int index, string sql) => index < 0 ? sql.Length : index;

    private static int EndOfQuote(string sql, int start, char quote, bool backslash)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (backslash && sql[i] == '\\') i++;
            else if (sql[i] == quote && Next(sql, i) == quote) i++;
            else if (sql[i] == quote) return i;
        }
        return sql.Length;
    }

    private static int EndOfComment(string sql, int start)
    {
        var depth = 0;
        for (var i = start; i < sql.Length; i++)
        {
            if (sql[i] == '/' && Next(sql, i) == '*') (depth, i) = (depth + 1, i + 1);
            else if (sql[i] == '*' && Next(sql, i) == '/') (depth, i) = (depth - 1, i + 1);
            if (depth == 0) return i;
        }
        return sql.Length;
    }

    /// <summary><c>$tag$ ... $tag$</c>; a parameter such as <c>$name</c> has no second dollar after its name.</summary>
    private static int EndOfDollarQuote(string sql, int start)
    {
        var tagEnd = start + 1;
        while (tagEnd < sql.Length && (char.IsLetterOrDigit(sql[tagEnd]) || sql[tagEnd] == '_')) tagEnd++;
        if (tagEnd >= sql.Length || sql[tagEnd] != '$') return start;
        var tag = sql[start..(tagEnd + 1)];
        var close = sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length - 1;
    }
}
