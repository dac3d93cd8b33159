using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests.Conditions;

public sealed class ConditionRuleTests
{
    [Theory]
    [InlineData("BIGINT", "3", "write 3.")]
    [InlineData("INTEGER", 3.0, "write 3.")]
    [InlineData("UTINYINT", 3.5, "integers")]
    [InlineData("BIGINT", true, "integers")]
    [InlineData("VARCHAR", 3L, "write \"3\".")]
    [InlineData("VARCHAR", true, "write \"true\".")]
    [InlineData("DOUBLE", "1.5", "write 1.5.")]
    [InlineData("DOUBLE", 9007199254740993L, "write 9007199254740992.")]
    [InlineData("DECIMAL(10,2)", "9.50", "write 9.50.")]
    [InlineData("BOOLEAN", "true", "write true.")]
    [InlineData("BOOLEAN", 1L, "write true.")]
    [InlineData("DATE", "2024-01-05 10:00:00", "write \"2024-01-05\".")]
    [InlineData("DATE", "2024-02-30", "days")]
    [InlineData("DATE", 20240105L, "days")]
    [InlineData("TIMESTAMP", "2024-01-05", "write \"2024-01-05 00:00:00\".")]
    [InlineData("TIMESTAMP", "2024-01-05 10:00:00Z", "write \"2024-01-05 10:00:00\".")]
    [InlineData("TIMESTAMP", "2024-01-05 10:00:00.1234567", "write \"2024-01-05 10:00:00.123456\".")]
    [InlineData("TIMESTAMP WITH TIME ZONE", "2024-01-05 10:00:00", "write \"2024-01-05 10:00:00Z\".")]
    [InlineData("TIME", "25:00:00", "17:30:00")]
    [InlineData("UUID", "no", "89ab")]
    [InlineData("BLOB", "ö", "xAA")]
    [InlineData("INTEGER[]", 3L, "null only")]
    public void Problem_ValueOfAnotherType_NamesTheNearestThatIsRight(string type, object value, string said)
    {
        var problem = ConditionRule.Problem(new ColumnCondition("v", "=", value), ColumnType.Parse(type));

        Assert.NotNull(problem);
        Assert.Contains("'v'", problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.NotNull(ConditionRule.Problem(new ColumnCondition("v", "IN", new List<object?> { null, value }), ColumnType.Parse(type)));
    }

    [Theory]
    [InlineData("SELECT 3::TINYINT AS v", 3L)]
    [InlineData("SELECT 18446744073709551615::UBIGINT AS v", "18446744073709551615m")]
    [InlineData("SELECT sum(3) AS v", 3L)]
    [InlineData("SELECT 'a''b' AS v", "a'b")]
    [InlineData("SELECT 0.1::DOUBLE AS v", 0.1)]
    [InlineData("SELECT 0.1::FLOAT AS v", 0.1)]
    [InlineData("SELECT 2::DOUBLE AS v", 2L)]
    [InlineData("SELECT 9.50::DECIMAL(10,2) AS v", 9.5)]
    [InlineData("SELECT 0.1::DECIMAL(38,1) AS v", 0.1)]
    [InlineData("SELECT true AS v", true)]
    [InlineData("SELECT DATE '2024-01-05' AS v", "2024-01-05")]
    [InlineData("SELECT DATE '2024-01-05' AS v", "2024-1-5")]
    [InlineData("SELECT DATE '2024-01-05' AS v", "2024-01-05 00:00:00")]
    [InlineData("SELECT DATE '12024-02-29' AS v", "12024-02-29")]
    [InlineData("SELECT 'infinity'::DATE AS v", "infinity")]
    [InlineData("SELECT TIMESTAMP '2024-01-05 10:00:00.5' AS v", "2024-01-05T10:00:00.500")]
    [InlineData("SELECT '2024-01-05 10:00:00.123456789'::TIMESTAMP_NS AS v", "2024-01-05 10:00:00.123456789")]
    [InlineData("SELECT TIMESTAMPTZ '2024-01-05 10:00:00+02' AS v", "2024-01-05 08:00:00Z")]
    [InlineData("SELECT TIME '10:00:00' AS v", "10:00")]
    [InlineData("SELECT '01234567-89ab-cdef-0123-456789abcdef'::UUID AS v", "01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData(@"SELECT '\xAAb'::BLOB AS v", @"\xAAb")]
    public async Task Where_ValueOfTheColumnsType_FindsItsRow(string sql, object value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync(sql);
        if (value is "18446744073709551615m") value = 18446744073709551615m;

        foreach (var (op, wanted) in ((string, object)[])[("=", value), (">=", value), ("IN", new List<object?> { value })])
        {
            var input = TableInput.Parquet(path) with { Where = [[new ColumnCondition("v", op, wanted)]] };
            Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT v::VARCHAR FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }));
        }
        var others = TableInput.Parquet(path) with { Where = [[new ColumnCondition("v", "<>", value)]] };
        Assert.Empty(await sandbox.RowsAsync(new TableQuery("SELECT v::VARCHAR FROM input") { Inputs = TestSandbox.Inputs(("input", others)) }));
    }

    [Fact]
    public async Task Where_OtherTypeOrColumn_IsAnErrorOfTheUser()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 3 AS v");

        foreach (var (condition, kind) in ((ColumnCondition, TableErrorKind)[])[(new("v", "=", "3"), TableErrorKind.Parameter), (new("w", "=", 3L), TableErrorKind.MissingColumn)])
        {
            var input = TableInput.Parquet(path) with { Where = [[condition]] };
            var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }));
            Assert.Equal(kind, error.Kind);
            Assert.True(error.IsUserError);
        }
    }
}
