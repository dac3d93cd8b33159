using Serverless.Tables.Columns;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Tables.Tests;

public sealed class ColumnsInputTests
{
    [Fact]
    public async Task Columns_EveryType_RoundTripsThroughParquet()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var id = Guid.NewGuid();
        var input = new ColumnsInput(
            ColumnData.Of("b", new[] { true, false }), ColumnData.Of("i8", new sbyte[] { -1, 1 }), ColumnData.Of("i16", new short[] { -2, 2 }), ColumnData.Of("i32", new[] { -3, 3 }), ColumnData.Of("i64", new[] { -4L, 4 }),
            ColumnData.Of("u8", new byte[] { 1, 2 }), ColumnData.Of("u16", new ushort[] { 1, 2 }), ColumnData.Of("u32", new uint[] { 1, 2 }), ColumnData.Of("u64", new ulong[] { 1, 2 }), ColumnData.Of("f32", new[] { 1.5f, 2 }),
            ColumnData.Of("f64", new[] { 2.5, 3 }), ColumnData.Of("t", new[] { "twelve bytes", "more than twelve bytes ü" }), ColumnData.Of("tn", new[] { "", null! }), ColumnData.Of("bl", new[] { [0, 255], (byte[])null! }),
            ColumnData.Of("d", new[] { new DateOnly(2024, 2, 29), DateOnly.MinValue }), ColumnData.Of("tm", new[] { new TimeOnly(1, 2, 3), TimeOnly.MinValue }),
            ColumnData.Of("ts", new[] { new DateTime(2024, 1, 1), DateTime.MinValue }), ColumnData.Of("tz", new[] { new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)), DateTimeOffset.UnixEpoch }),
            ColumnData.Of("g", new[] { id, Guid.Empty }), ColumnData.OfNullable<long>("n", new long?[] { null, 7 }), ColumnData.OfDecimals("dc", new decimal?[] { -1.5m, null }, 20, 2), ColumnData.OfDecimals("ds", new decimal?[] { 12.3m, 1m }, 4, 1));

        var result = await sandbox.Tables.WriteParquetAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }, sandbox.Folder.Of("out.parquet"));
        var rows = await sandbox.RowsAsync($"FROM '{result.Path}'");

        object?[] first =
        [
            true, (sbyte)-1, (short)-2, -3, -4L, (byte)1, (ushort)1, 1u, 1ul, 1.5f, 2.5, "twelve bytes", "", new byte[] { 0, 255 }, new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3), new DateTime(2024, 1, 1),
            new DateTimeOffset(2023, 12, 31, 22, 0, 0, TimeSpan.Zero), id, null, -1.50m, 12.3m,
        ];
        object?[] second =
        [
            false, (sbyte)1, (short)2, 3, 4L, (byte)2, (ushort)2, 2u, 2ul, 2f, 3.0, "more than twelve bytes ü", null, null, DateOnly.MinValue, TimeOnly.MinValue, DateTime.MinValue, DateTimeOffset.UnixEpoch, Guid.Empty, 7L, null, 1.0m,
        ];
        for (var i = 0; i < first.Length; i++) Assert.Equal((first[i], second[i]).ToString(), (rows[0][i], rows[1][i]).ToString());
        Assert.Equal(first[13], rows[0][13]);
    }

    [Fact]
    public async Task Columns_Nested_RoundTripThroughParquet()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var input = new ColumnsInput(
            ColumnData.OfLists<long>("l", [[1, 2, 3], null, []]),
            ColumnData.OfLists<string?>("lt", [["a text that is longer than twelve", null], [], ["x"]]),
            ColumnData.OfLists("ll", [1, -1, 2], ColumnData.OfLists<int>("", [[1], [2, 3], null])),
            ColumnData.OfStruct("s", [ColumnData.Of("a", new[] { 1, 2, 3 }), ColumnData.OfStruct("in", [ColumnData.Of("t", new[] { "x", "y", "z" })])], new[] { false, true, false }),
            ColumnData.OfMaps("m", [2, 0, -1], ColumnData.Of("", new[] { "k1", "k2" }), ColumnData.OfNullable<double>("", new double?[] { 1.5, null })),
            ColumnData.Of("e", new[] { DayOfWeek.Friday, DayOfWeek.Sunday, DayOfWeek.Friday }),
            ColumnData.OfEnum("en", ["low", "high"], new[] { 1, -1, 0 }));

        var described = await sandbox.Tables.DescribeAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) });
        var result = await sandbox.Tables.WriteParquetAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }, sandbox.Folder.Of("out.parquet"));
        var rows = await sandbox.RowsAsync($"SELECT l::VARCHAR, lt::VARCHAR, ll::VARCHAR, s::VARCHAR, s.\"in\".t, m::VARCHAR, e, en FROM '{result.Path}'");

        Assert.Equal("BIGINT[], VARCHAR[], INTEGER[][], STRUCT(\"a\" INTEGER, \"in\" STRUCT(\"t\" VARCHAR)), MAP(VARCHAR, DOUBLE)", string.Join(", ", described.Columns.Take(5).Select(c => c.Type.Text)));
        Assert.Equal("ENUM('low', 'high')", described.Columns[6].Type.Text);
        Assert.Equal(["[1, 2, 3]", "[a text that is longer than twelve, NULL]", "[[1]]", "{'a': 1, 'in': {'t': x}}", "x", "{k1=1.5, k2=NULL}", "Friday", "high"], rows[0]);
        Assert.Equal([null, "[]", null, null, null, "{}", "Sunday", null], rows[1]);
        Assert.Equal(["[]", "[x]", "[[2, 3], NULL]", "{'a': 3, 'in': {'t': z}}", "z", null, "Friday", "low"], rows[2]);
    }

    [Fact]
    public async Task Columns_ListsOverManyChunks_KeepTheirElements()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var lists = Enumerable.Range(0, 10_000).Select(i => i % 11 == 0 ? null : (IReadOnlyList<int>?)[.. Enumerable.Range(i, i % 7)]).ToList();
        var input = new ColumnsInput(ColumnData.Of("i", Enumerable.Range(0, lists.Count).ToArray()), ColumnData.OfLists("l", lists));

        var row = Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT count(l), sum(len(l)), bool_and(l = range(i, i + i % 7)::INTEGER[]) FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }));

        Assert.Equal([(long)lists.Count(l => l is not null), (Int128)lists.Sum(l => l?.Count ?? 0), true], row);
    }

    [Fact]
    public void Columns_NestedThatDoNotFit_AreRefused()
    {
        Assert.Contains("2 elements by their lengths, and 3", Assert.Throws<ArgumentException>(() => ColumnData.OfLists("l", [1, 1], ColumnData.Of("", new[] { 1, 2, 3 }))).Message, StringComparison.Ordinal);
        Assert.Contains("'b' has 1 rows", Assert.Throws<ArgumentException>(() => ColumnData.OfStruct("s", [ColumnData.Of("a", new[] { 1, 2 }), ColumnData.Of("b", new[] { 1 })])).Message, StringComparison.Ordinal);
        Assert.Contains("code 2", Assert.Throws<ArgumentException>(() => ColumnData.OfEnum("e", ["a", "b"], new[] { 2 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(100_000)]
    public async Task Columns_AnyLength_KeepEveryRowInOrder(int rows)
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { Threads = 2 });
        var input = new ColumnsInput(ColumnData.Of("i", Enumerable.Range(0, rows).ToArray()), ColumnData.Of("t", Enumerable.Range(0, rows).Select(i => $"text number {i}").ToArray()));

        var query = new TableQuery("SELECT i, t FROM input") { Inputs = TestSandbox.Inputs(("input", input)) };
        using var reader = await sandbox.Tables.ReadAsync(query);
        var next = 0;
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++, next++)
            {
                Assert.Equal(next, reader.Column("i").Values<int>()[row]);
                Assert.Equal($"text number {next}", reader.Column("t").Text(row));
            }
        }

        Assert.Equal(rows, next);
    }

    [Fact]
    public async Task Columns_OnlyCounted_AreNotCopied()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var input = new ColumnsInput(ColumnData.Of("i", new int[5000]), ColumnData.Of("j", new int[5000]));

        Assert.Equal([5000L], Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT count(*) FROM input") { Inputs = TestSandbox.Inputs(("input", input)) })));
        Assert.Equal([5000L], Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT count(j) FROM input") { Inputs = TestSandbox.Inputs(("input", input)) })));
    }

    [Fact]
    public async Task Columns_OfDifferentLengths_AreRefused()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var input = new ColumnsInput(ColumnData.Of("i", new int[2]), ColumnData.Of("j", new int[3]));

        var error = await Assert.ThrowsAsync<ArgumentException>(() => sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }));

        Assert.Contains("'j' has 3 rows, 'i' has 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_DecimalWithTooManyDigits_IsTheQuerysError()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var input = new ColumnsInput(ColumnData.OfDecimals("d", new decimal?[] { 1.234m }, 10, 2));

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }));

        Assert.Contains("more than 2 digits", error.Message, StringComparison.Ordinal);
    }
}
