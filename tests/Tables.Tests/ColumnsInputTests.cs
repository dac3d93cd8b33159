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
