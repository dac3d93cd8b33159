using FsCheck;
using FsCheck.Fluent;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

public sealed class PartialFileTests
{
    [Fact]
    public async Task RowRanges_AnyCuts_AreTheWholeFileInOrder()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT range AS i, md5(range::VARCHAR) AS h FROM range(20000)", options: new ParquetWriteOptions { RowGroupSize = 2048 });

        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Choose(0, 20000), 4)), cuts =>
        {
            var edges = cuts.Append(0).Append(20000).Order().Distinct().ToList();
            var files = edges.Zip(edges.Skip(1), (from, to) => new ParquetFile(path) { Rows = new RowRange(from, to - from) }).ToList();
            var rows = sandbox.RowsAsync(new TableQuery("SELECT count(*), count(DISTINCT i), sum(i), bool_and(h = md5(i::VARCHAR)) FROM input") { Inputs = TestSandbox.Inputs(("input", new ParquetInput(files))) }).GetAwaiter().GetResult();
            return rows is [[20000L, 20000L, Int128 sum, true]] && sum == 199990000;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task RowRange_OfRowGroups_ReadsExactlyThem()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT range AS i FROM range(10000)", options: new ParquetWriteOptions { RowGroupSize = 2048 });
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));
        var info = await engine.InspectAsync(path);

        Assert.Equal([0L, 2048, 4096, 6144, 8192], info.RowGroups.Select(group => group.Rows.First));
        var part = new ParquetInput([new ParquetFile(path) { Rows = info.RowGroups[4].Rows }]);
        Assert.Equal([8192L, 9999L, 1808L], Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT min(i), max(i), count(*) FROM input") { Inputs = TestSandbox.Inputs(("input", part)) })));
    }

    [Fact]
    public async Task RowRange_FileWithColumnOfThatName_IsAnErrorAndNoWrongRows()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 5 AS file_row_number");
        var part = new ParquetInput([new ParquetFile(path) { Rows = new RowRange(0, 1) }]);

        await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", part)) }));
    }

    [Fact]
    public async Task Constants_PartitionKeys_AreColumnsOfTheirTypes()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync("SELECT 1 AS i", "a.parquet"), await sandbox.WriteAsync("SELECT 2 AS i", "b.parquet"));
        ConstantColumn[] Keys(string? day) => [new ConstantColumn("d", ColumnType.Of(ColumnKind.Date), day), new ConstantColumn("it's", ColumnType.Of(ColumnKind.Varchar), "x'); DROP")];
        var input = new ParquetInput([new ParquetFile(a) { Constants = Keys("2024-01-01") }, new ParquetFile(b) { Constants = Keys(null) }]);

        var rows = await sandbox.RowsAsync(new TableQuery("FROM input ORDER BY i") { Inputs = TestSandbox.Inputs(("input", input)) });

        Assert.Equal([1, new DateOnly(2024, 1, 1), "x'); DROP"], rows[0]);
        Assert.Equal(new object?[] { 2, null, "x'); DROP" }, rows[1]);
    }

    [Fact]
    public async Task UnionByName_MissingColumn_IsNull()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync("SELECT 1 AS i, 'x' AS t", "a.parquet"), await sandbox.WriteAsync("SELECT 2 AS i", "b.parquet"));

        var rows = await sandbox.RowsAsync(new TableQuery("SELECT i, t FROM input ORDER BY i") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(a, b) with { UnionByName = true })) });

        Assert.Equal([1, "x"], rows[0]);
        Assert.Equal(new object?[] { 2, null }, rows[1]);
    }

    [Fact]
    public async Task Empty_OfASchema_HasItsColumnsAndNoRows()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var schema = new TableSchema([new TableColumn("i", ColumnType.Of(ColumnKind.BigInt)), new TableColumn("s", ColumnType.Parse("STRUCT(\"a b\" INTEGER[])"))]);
        var query = new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", new EmptyInput(schema))) };

        Assert.Equal(schema, await sandbox.Tables.DescribeAsync(query));
        Assert.Empty(await sandbox.RowsAsync(query));
    }
}
