using System.Text;
using Serverless.Tables.Conditions;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

/// <summary>Files become one table by the names of their columns, in types that hold all values, or are refused by name.</summary>
public sealed class DifferentFilesTests
{
    [Theory]
    [InlineData("v::TINYINT", "v::UTINYINT", "SMALLINT")]
    [InlineData("v::INTEGER", "v::BIGINT", "BIGINT")]
    [InlineData("v::UBIGINT", "v::BIGINT", "DECIMAL(38,0)")]
    [InlineData("v::INTEGER", "v::DOUBLE", "DOUBLE")]
    [InlineData("v::BIGINT", "v::DOUBLE", "DOUBLE")]
    [InlineData("v::SMALLINT", "v::FLOAT", "FLOAT")]
    [InlineData("v::INTEGER", "v::FLOAT", "DOUBLE")]
    [InlineData("v::FLOAT", "v::DOUBLE", "DOUBLE")]
    [InlineData("v::INTEGER", "v::DECIMAL(5,2)", "DECIMAL(12,2)")]
    [InlineData("v::DECIMAL(5,4)", "v::DECIMAL(10,1)", "DECIMAL(13,4)")]
    [InlineData("[v::INTEGER]", "[v::BIGINT]", "BIGINT[]")]
    [InlineData("{'a': v::INTEGER, 'b': 'x'}", "{'a': v::BIGINT, 'b': 'x'}", "STRUCT(a BIGINT, b VARCHAR)")]
    [InlineData("v::DECIMAL(3,1)", "v::DOUBLE", "DOUBLE")]
    [InlineData("[v::BIGINT]", "[v::DOUBLE]", "DOUBLE[]")]
    public async Task Types_ThatOneTypeHolds_AreThatType(string one, string other, string type)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        foreach (var (first, second) in new[] { (one, other), (other, one) })
        {
            var (a, b) = (await sandbox.WriteAsync($"SELECT {first} AS v FROM (SELECT 3 AS v)", "a.parquet"), await sandbox.WriteAsync($"SELECT {second} AS v FROM (SELECT 3 AS v)", "b.parquet"));

            var rows = await sandbox.RowsAsync(Over("SELECT typeof(v), count(*), count(DISTINCT v) FROM input GROUP BY ALL", TableInput.Parquet(a, b)));

            Assert.Equal([type, 2L, 1L], Assert.Single(rows));
        }
    }

    [Fact]
    public async Task File_WhoseColumnsDifferByCaseAlone_IsRefusedWhereTheyAreWanted()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        // No writer of ours makes such a file.
        var path = await sandbox.WriteAsync("SELECT 1 AS price_1, 2 AS column_a, 3 AS COLUMN_B, {'price': 4} AS s", "a.parquet");
        var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path));
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(text.Replace("COLUMN_B", "COLUMN_A", StringComparison.Ordinal)));

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(Over("SELECT * FROM input", TableInput.Parquet(path))));
        var others = await sandbox.RowsAsync(Over("SELECT * FROM input", TableInput.Parquet(path) with { Columns = ["price_1"] }));

        Assert.Equal(TableErrorKind.CorruptInput, error.Kind);
        Assert.All(["'input' (a.parquet)", "'column_a' and 'COLUMN_A'"], words => Assert.Contains(words, error.Message, StringComparison.Ordinal));
        Assert.Equal([1], Assert.Single(others));
    }

    [Theory]
    [InlineData("1 AS v", "'x' AS v", "column 'v' is INTEGER in a.parquet and VARCHAR in b.parquet")]
    [InlineData("1 AS v", "1 AS v, 'x' AS s", "column 's' is in b.parquet and not in a.parquet")]
    [InlineData("1 AS v, 2 AS w", "1 AS v", "column 'w' is in a.parquet and not in b.parquet")]
    [InlineData("DATE '2024-01-01' AS v", "TIMESTAMP '2024-01-01' AS v", "column 'v' is DATE in a.parquet and TIMESTAMP in b.parquet")]
    [InlineData("[1::BIGINT] AS v", "['x'] AS v", "column 'v' is BIGINT[]")]
    [InlineData("TIMESTAMP '2024-01-01' AS v", "TIMESTAMPTZ '2024-01-01' AS v", "column 'v' is TIMESTAMP in a.parquet and TIMESTAMP WITH TIME ZONE")]
    [InlineData("true AS v, 1 AS a", "1 AS v, 'x' AS a", "column 'v' is BOOLEAN in a.parquet and INTEGER in b.parquet; column 'a' is INTEGER")]
    public async Task Files_ThatAreNoOneTable_AreRefusedWithAllDifferences(string one, string other, string says)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync($"SELECT {one}", "a.parquet"), await sandbox.WriteAsync($"SELECT {other}", "b.parquet"));

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(Over("FROM input", TableInput.Parquet(a, b))));

        Assert.Equal((TableErrorKind.DifferentFiles, "input", true), (error.Kind, error.Input, error.IsUserError));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_InAnotherOrderOrCase_GoTogetherByName()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync("SELECT 'first' AS given, 'last' AS family", "a.parquet"), await sandbox.WriteAsync("SELECT 'last' AS \"FAMILY\", 'first' AS given", "b.parquet"));

        // As one scan, as row ranges, and as partitions with keys.
        foreach (var input in new[]
        {
            TableInput.Parquet(a, b),
            new ParquetInput([new ParquetFile(a) { Rows = new RowRange(0, 1) }, new ParquetFile(b) { Rows = new RowRange(0, 1) }]),
            new ParquetInput([new ParquetFile(a) { Constants = [Key("k", "1")] }, new ParquetFile(b) { Constants = [Key("k", "2")] }]),
        })
        {
            Assert.Equal(["first", "last", 2L], Assert.Single(await sandbox.RowsAsync(Over("SELECT given, family, count(*) FROM input GROUP BY ALL", input))));
        }
    }

    [Fact]
    public async Task Keys_InAnotherOrder_GoTogetherByName()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 1 AS v");
        var input = new ParquetInput([new ParquetFile(path) { Constants = [Key("x", "one"), Key("y", "two")] }, new ParquetFile(path) { Constants = [Key("y", "two"), Key("x", "one")] }]);

        Assert.Equal(["one", "two", 2L], Assert.Single(await sandbox.RowsAsync(Over("SELECT x, y, count(*) FROM input GROUP BY ALL", input))));
    }

    [Fact]
    public async Task Keys_OfOtherTypes_AreOneTypeOrRefused()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 1 AS v");
        ParquetFile With(string text, string type) => new(path) { Constants = [new ConstantColumn("k", ColumnType.Parse(type), text)] };

        Assert.Equal([3L], Assert.Single(await sandbox.RowsAsync(Over("SELECT sum(k)::BIGINT FROM input", new ParquetInput([With("1", "INTEGER"), With("2", "BIGINT")])))));
        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(Over("FROM input", new ParquetInput([With("1", "INTEGER"), With("x", "VARCHAR")]))));
        Assert.Equal(TableErrorKind.DifferentFiles, error.Kind);
    }

    [Fact]
    public async Task LargeWholeNumber_AmongFractions_IsAnErrorAndNeverRounded()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (exact, lossy, other) = (await sandbox.WriteAsync("SELECT 9007199254740992 AS v", "a.parquet"), await sandbox.WriteAsync("SELECT 9007199254740993 AS v", "b.parquet"), await sandbox.WriteAsync("SELECT 1.75::DOUBLE AS v", "c.parquet"));

        Assert.Equal([9007199254740993.75], Assert.Single(await sandbox.RowsAsync(Over("SELECT sum(v) FROM input", TableInput.Parquet(exact, other)))));
        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(Over("SELECT sum(v) FROM input", TableInput.Parquet(lossy, other))));
        Assert.Contains("9007199254740993", error.Message, StringComparison.Ordinal);
        Assert.Contains("b.parquet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_ThatAreNotAskedFor_MayDiffer()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync("SELECT 1 AS v, 'x' AS s, 5 AS w", "a.parquet"), await sandbox.WriteAsync("SELECT 7 AS s, 2 AS v, 6 AS w", "b.parquet"));

        var rows = await sandbox.RowsAsync(Over("SELECT * FROM input", TableInput.Parquet(a, b) with { Columns = ["v"], Where = [[new ColumnCondition("w", ">", 5L)]] }));

        Assert.Equal([2], Assert.Single(rows));
    }

    [Fact]
    public async Task ManyFiles_OfTwoShapes_KeepTheirOrder()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var paths = new List<string>();
        for (var i = 0; i < 40; i++) paths.Add(await sandbox.WriteAsync(i % 7 == 3 ? $"SELECT 's' AS t, {i}::BIGINT AS i" : $"SELECT {i} AS i, 's' AS t", $"{i}.parquet"));

        var rows = await sandbox.RowsAsync(Over("SELECT i, t FROM input", TableInput.Parquet(paths)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (object?)(long)i), rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal("s", row[1]));
    }

    [Theory]
    [InlineData("NULL", "'x'", "VARCHAR")]
    [InlineData("NULL", "DATE '2024-01-01'", "DATE")]
    [InlineData("[]", "['x']", "VARCHAR[]")]
    [InlineData("{'a': NULL, 'b': [NULL]}", "{'a': 'x', 'b': ['y']}", "STRUCT(a VARCHAR, b VARCHAR[])")]
    public async Task Files_OneOfNullsAlone_FitAnyType(string nothing, string something, string type)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var files = new[] { await sandbox.WriteAsync($"SELECT 1 AS k, {nothing} AS v", "a.parquet"), await sandbox.WriteAsync($"SELECT 2 AS k, {something} AS v", "b.parquet"), await sandbox.WriteAsync($"SELECT 3 AS k, {nothing} AS v", "c.parquet") };

        Assert.Equal([type, 3L], Assert.Single(await sandbox.RowsAsync(Over("SELECT typeof(v), count(*) FROM input GROUP BY ALL", TableInput.Parquet(files)))));
    }

    [Fact]
    public async Task Files_WithAnIntegerAmongText_AreRefusedWhateverElseIsNull()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var files = new[] { await sandbox.WriteAsync("SELECT NULL::INTEGER AS v UNION ALL SELECT 1", "a.parquet"), await sandbox.WriteAsync("SELECT 'x' AS v", "b.parquet") };

        Assert.Equal(TableErrorKind.DifferentFiles, (await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(Over("FROM input", TableInput.Parquet(files))))).Kind);
    }

    [Theory]
    [InlineData("SELECT 1 AS a, 2 AS \"A\"")]
    [InlineData("SELECT * FROM (SELECT 1 AS x) JOIN (SELECT 1 AS \"X\", 2 AS y) ON true")]
    public async Task Write_NamesThatDifferByCaseAlone_AreRefused(string sql)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.WriteAsync(sql));

        Assert.Equal(TableErrorKind.Binding, error.Kind);
        Assert.Contains("upper and lower case", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_SameNameTwice_IsNumberedAsDuckDBDoes()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var result = await sandbox.Tables.WriteParquetAsync(new TableQuery("SELECT 1::HUGEINT AS id, * FROM (SELECT 2::HUGEINT AS id) JOIN (SELECT 3 AS id, 4::HUGEINT AS v) ON true"), sandbox.Folder.Of("a.parquet"));

        Assert.Equal(["id", "id_1", "id_2", "v"], result.Schema.Columns.Select(column => column.Name));
        Assert.Equal([1m, 2m, 3, 4m], Assert.Single(await sandbox.RowsAsync($"FROM '{result.Path}'")));
    }

    private static ConstantColumn Key(string name, string text) => new(name, ColumnType.Of(ColumnKind.Varchar), text);

    private static TableQuery Over(string sql, TableInput input) => new(sql) { Inputs = TestSandbox.Inputs(("input", input)) };
}
