using Serverless.Graph.Functions;

namespace Serverless.Graph.Tests.Functions;

public sealed class SqlVolatilityTests
{
    [Theory]
    [InlineData("FROM input USING SAMPLE 10%")]
    [InlineData("FROM input USING\nSAMPLE 10%")]
    [InlineData("FROM input USING\t \r\n SAMPLE reservoir(10 ROWS)")]
    [InlineData("FROM input USING/**/SAMPLE 10")]
    [InlineData("FROM input USING -- all of it\n SAMPLE 10")]
    [InlineData("FROM input using /* a /* b */ c */ sample 10")]
    [InlineData("FROM input TABLESAMPLE (10 PERCENT)")]
    [InlineData("FROM input TABLESAMPLE/**/reservoir(10)")]
    [InlineData("SELECT random()")]
    [InlineData("SELECT RANDOM ( )")]
    [InlineData("SELECT random/* ( */()")]
    [InlineData("SELECT random -- of it\n()")]
    [InlineData("SELECT \"random\"()")]
    [InlineData("SELECT system.main.random()")]
    [InlineData("SELECT list_transform([1], lambda x: random())")]
    [InlineData("SELECT list_aggregate([1, 2], 'reservoir_quantile', 0.5)")]
    [InlineData("SELECT now()")]
    [InlineData("SELECT current_date")]
    [InlineData("SELECT CURRENT_TIMESTAMP - d FROM input")]
    [InlineData("SELECT ago(INTERVAL 1 DAY)")]
    [InlineData("SELECT uuid()")]
    [InlineData("SELECT uuidv7()")]
    [InlineData("SELECT nextval('s')")]
    [InlineData("SELECT current_setting('threads')")]
    [InlineData("SELECT getvariable('x')")]
    [InlineData("SELECT current_localtimestamp()")]
    public void Of_WhatChangesByItself_IsVolatile(string sql) => Assert.True(SqlVolatility.Of(sql));

    [Theory]
    [InlineData("SELECT count(*) FROM input")]
    [InlineData("SELECT sample FROM a JOIN b USING (id)")]
    [InlineData("SELECT random, now, uuid FROM input")]
    [InlineData("SELECT randomness(x), my_now(y), pre_random (z) FROM input")]
    [InlineData("SELECT first(x), list(y) FROM input LIMIT 3")]
    [InlineData("SELECT quantile_cont(x, 0.5), approx_quantile(x, 0.5) FROM input")]
    public void Of_WhatIsTheSameEachTime_IsNot(string sql) => Assert.False(SqlVolatility.Of(sql));
}
