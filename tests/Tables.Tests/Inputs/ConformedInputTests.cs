using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests.Inputs;

/// <summary>Files of one table that differ: one schema, by name, and no value lost.</summary>
public sealed class ConformedInputTests
{
    private static TableSchema Schema(params string[] columns) => new([.. columns.Select(c => new TableColumn(c.Split(' ', 2)[0], ColumnType.Parse(c.Split(' ', 2)[1])))]);

    private static async Task<List<object?[]>> ReadAsync(TestSandbox sandbox, ParquetInput input, string select = "FROM input") =>
        await sandbox.RowsAsync(new TableQuery(select) { Inputs = TestSandbox.Inputs(("input", input)) });

    [Fact]
    public async Task Read_FilesOfOtherOrderTypesAndColumns_AreOneTable()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var a = await sandbox.WriteAsync("SELECT 1 AS k, 10::SMALLINT AS v", "a");
        var b = await sandbox.WriteAsync("SELECT 'x' AS s, 1.75 AS v, 2::BIGINT AS k", "b");
        var c = await sandbox.WriteAsync("SELECT NULL AS s, 3::TINYINT AS k, 2::BIGINT AS v", "c");
        var schema = Schema("k BIGINT", "v DOUBLE", "s VARCHAR");

        foreach (var paths in (string[][])[[a, b, c], [c, b, a], [b, b, a, c]])
        {
            var rows = await ReadAsync(sandbox, TableInput.Parquet(paths) with { Schema = schema }, "SELECT DISTINCT k, v, s FROM input ORDER BY k");
            Assert.Equal([[1L, 10.0, null], [2L, 1.75, "x"], [3L, 2.0, null]], rows);
        }
    }

    [Theory]
    [InlineData("SELECT 1.75 AS v", "v BIGINT", "1.75")]
    [InlineData("SELECT 9007199254740993 AS v", "v DOUBLE", "9007199254740993")]
    [InlineData("SELECT [9007199254740993] AS v", "v DOUBLE[]", "9007199254740993")]
    [InlineData("SELECT 'abc' AS v", "v BIGINT", "abc")]
    [InlineData("SELECT '3' AS v", "v BIGINT", "3")]
    [InlineData("SELECT DATE '2024-01-01' AS v", "v VARCHAR", "2024-01-01")]
    [InlineData("SELECT 300 AS v", "v UTINYINT", "300")]
    [InlineData("SELECT {'a': 1} AS v", "v BIGINT", "'a'")]
    public async Task Read_ValueThatTheSchemaDoesNotHold_IsAnErrorThatNamesFileAndColumn(string sql, string column, string shown)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var file = new ParquetFile(await sandbox.WriteAsync(sql, "a")) { Title = "sales/a" };

        var error = await Assert.ThrowsAsync<TableException>(() => ReadAsync(sandbox, new ParquetInput([file]) { Schema = Schema(column) }));

        Assert.True(error.IsUserError);
        Assert.All(["sales/a", "\"v\"", shown], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NULL::INTEGER", "VARCHAR[]")]
    [InlineData("NULL::VARCHAR", "STRUCT(\"a\" INTEGER)")]
    [InlineData("NULL::VARCHAR", "DATE")]
    [InlineData("2.0::DOUBLE", "BIGINT")]
    [InlineData("{'a': 1}", "STRUCT(\"b\" VARCHAR, \"a\" BIGINT)")]
    [InlineData("MAP {'a': 1::TINYINT}", "MAP(VARCHAR, BIGINT)")]
    [InlineData("[1::TINYINT, NULL]", "BIGINT[]")]
    [InlineData("1.5::DECIMAL(4,1)", "DECIMAL(38,2)")]
    public async Task Read_ValueThatFitsAnotherType_HasTheSchemasType(string value, string type)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync($"SELECT {value} AS v", "a");

        var rows = await ReadAsync(sandbox, TableInput.Parquet(path) with { Schema = Schema($"v {type}") }, "SELECT replace(typeof(v), chr(34), ''), v IS NULL OR v::VARCHAR <> '' FROM input");

        Assert.Equal([type.Replace("\"", "", StringComparison.Ordinal), true], Assert.Single(rows));
    }

    [Fact]
    public async Task Read_ConstantsAndRowRanges_StandByName()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT range AS i FROM range(10)", "a");
        ParquetFile Part(string month, RowRange? rows) => new(path) { Rows = rows, Constants = [new ConstantColumn("day", ColumnType.Of(ColumnKind.Integer), "1"), new ConstantColumn("month", ColumnType.Of(ColumnKind.TinyInt), month)] };
        var input = new ParquetInput([Part("7", new RowRange(2, 2)), Part("8", null)]) { Schema = Schema("month BIGINT", "i BIGINT", "day INTEGER"), Where = [[new ColumnCondition("i", "<", 4L)]] };

        var rows = await ReadAsync(sandbox, input, "SELECT * FROM input ORDER BY ALL");

        Assert.Equal([[7L, 2L, 1], [7L, 3L, 1], [8L, 0L, 1], [8L, 1L, 1], [8L, 2L, 1], [8L, 3L, 1]], rows);
        Assert.Empty(await ReadAsync(sandbox, new ParquetInput([]) { Schema = Schema("month BIGINT") }));
    }
}
