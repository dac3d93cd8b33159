using Serverless.Activities.Stages;
using static Serverless.Activities.Tests.Datasets.DeltaTables;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Delta tables of other programs are read by whole jobs as the protocol says, or refused by name.</summary>
public sealed class DeltaTableTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Read_FilesAddedAndRemoved_IsTheNewestVersion()
    {
        await _fixture.PutParquetAsync("d/a.parquet", "SELECT 1 AS x");
        await _fixture.PutParquetAsync("d/b.parquet", "SELECT 2 AS x");
        await _fixture.PutParquetAsync("d/never.parquet", "SELECT 3 AS x");
        await _fixture.CommitAsync(0, """{"commitInfo":{"operation":"WRITE"}}""", Protocol, Metadata("x integer"), Add("a.parquet"));
        await _fixture.CommitAsync(1, Add("b.parquet"), """{"somethingNew":{}}""");
        Assert.Equal(["1", "2"], await _fixture.ReadAsync());

        await _fixture.CommitAsync(2, Remove("a.parquet"));
        Assert.Equal(["2"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Read_Keys_AreTypedEncodedOnceAndNullWhereTheLogSaysSo()
    {
        await _fixture.PutParquetAsync("d/k=a%2Fb é/1.parquet", "SELECT 1 AS x");
        await _fixture.PutParquetAsync("d/2.parquet", "SELECT 2 AS x");
        await _fixture.PutParquetAsync("d/3.parquet", "SELECT 3 AS x");
        await _fixture.CommitAsync(
            0, Protocol, Metadata("k string;x integer;day date;n decimal(5,2)", "k", "day", "n"),
            Add("k=a%252Fb%20%C3%A9/1.parquet", """{"k":"a/b é","day":"2026-01-10","n":"1.50"}"""),
            Add("2.parquet", """{"k":"","day":"2026-01-09","n":"10"}"""),
            Add("3.parquet", """{"k":null,"day":null,"n":null}"""));

        Assert.Equal(
            ["a/b é|1|2026-01-10|1.50|DATE", "|2|2026-01-09|10.00|DATE", "|3|||DATE"],
            await _fixture.ReadAsync("SELECT k, x, day::VARCHAR, n::VARCHAR, typeof(day) FROM input ORDER BY x"));
        Assert.Equal(["1"], await _fixture.ReadAsync("SELECT x FROM input", """, "where": [[["day", ">=", "2026-01-10"]]]"""));
        Assert.Equal(["1"], await _fixture.ReadAsync("SELECT x FROM input", """, "where": [[["n", "<", 2]]]"""));
        Assert.Equal(["2", "3"], await _fixture.ReadAsync("SELECT x FROM input ORDER BY x", """, "where": [[["k", "==", null]]]"""));
    }

    [Fact]
    public async Task Read_ColumnsAndTypesThatCameLater_AreThoseOfTheTable()
    {
        await _fixture.PutParquetAsync("d/old.parquet", "SELECT 1::INTEGER AS x, TIMESTAMP '2026-01-01 10:00:00' AS t");
        await _fixture.PutParquetAsync("d/new.parquet", "SELECT 5000000000 AS x, TIMESTAMPTZ '2026-01-01 12:00:00+02' AS t, 'b' AS name");
        await _fixture.CommitAsync(0, Protocol, Metadata("x integer;t timestamp"), Add("old.parquet"));
        await _fixture.CommitAsync(1, Metadata("x long;t timestamp;name string"), Add("new.parquet"));

        Assert.Equal(["1||TIMESTAMP WITH TIME ZONE|10", "5000000000|b|TIMESTAMP WITH TIME ZONE|10"], await _fixture.ReadAsync("SELECT x, name, typeof(t), hour(t) FROM input ORDER BY x"));
    }

    [Fact]
    public async Task Read_Checkpoint_StandsForTheEntriesBeforeIt()
    {
        await _fixture.PutParquetAsync("d/a.parquet", "SELECT 1 AS x");
        await _fixture.PutParquetAsync("d/b.parquet", "SELECT 2 AS x");
        await PutCheckpointAsync("00000000000000000010.checkpoint.parquet", "a.parquet");
        await _fixture.CommitAsync(11, Add("b.parquet"));
        // One that was not finished counts for nothing.
        await PutCheckpointAsync("00000000000000000011.checkpoint.0000000001.0000000002.parquet", "never.parquet");

        Assert.Equal(["1", "2"], await _fixture.ReadAsync());
    }

    [Theory]
    [InlineData("gap", "entry 1 is not there")]
    [InlineData("torn", "line 2 is no JSON")]
    [InlineData("twice", "metadata twice")]
    [InlineData("gone", "it is gone")]
    [InlineData("outside", "outside of the table's folder")]
    [InlineData("schemaless", "'zzz' has the type 'interval', which is not known")]
    [InlineData("keyless", "has no value of the partition column 'k'")]
    [InlineData("newer", "version 4 of the Delta reader protocol")]
    [InlineData("feature", "'fancyRows'")]
    [InlineData("mapping", "columnMapping")]
    [InlineData("vectors", "deletionVectors")]
    [InlineData("nothing", "no entry has the table's metadata")]
    public async Task Read_LogThatCannotBeRead_IsRefusedInWords(string what, string said)
    {
        await _fixture.PutParquetAsync("d/a.parquet", "SELECT 1 AS x");
        string[] start = [Protocol, Metadata("x integer"), Add("a.parquet")];
        await _fixture.CommitAsync(0, what switch
        {
            "twice" => [.. start, Metadata("x long")],
            "gone" => [.. start, Add("b.parquet")],
            "outside" => [.. start, Add("s3://bucket/b.parquet")],
            "schemaless" => [Protocol, Metadata("x integer;zzz interval")],
            "keyless" => [Protocol, Metadata("x integer;k string", "k"), Add("a.parquet")],
            "newer" => ["""{"protocol":{"minReaderVersion":4,"minWriterVersion":9}}""", .. start[1..]],
            "feature" => ["""{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["fancyRows"],"writerFeatures":["fancyRows"]}}""", .. start[1..]],
            "mapping" => ["""{"protocol":{"minReaderVersion":2,"minWriterVersion":5}}""", Metadata("x integer").Replace("\"configuration\":{}", "\"configuration\":{\"delta.columnMapping.mode\":\"name\"}", StringComparison.Ordinal)],
            "vectors" => [.. start[..2], Add("a.parquet", more: ""","deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1,"sizeInBytes":1,"cardinality":1}""")],
            "nothing" => [Protocol],
            _ => start,
        });
        if (what == "gap") await _fixture.CommitAsync(2, Add("a.parquet"));
        if (what == "torn") await _fixture.PutAsync("d/_delta_log/00000000000000000001.json", Add("a.parquet") + "\n{\"add\":{\"pa");

        var error = await Assert.ThrowsAnyAsync<MissingInputException>(() => _fixture.ReadAsync());

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("append")]
    [InlineData("replace")]
    public async Task Write_ToTheTableOfAnotherProgram_IsRefusedAndChangesNothing(string mode)
    {
        await _fixture.PutParquetAsync("d/a.parquet", "SELECT 1 AS x");
        await _fixture.CommitAsync(0, Protocol, Metadata("x integer"), Add("a.parquet"));

        Assert.Contains("Delta table of another program", await _fixture.FailedAsync("job1", DatasetFixture.Write("SELECT 2 AS x", mode)), StringComparison.Ordinal);
        Assert.Equal(["1"], await _fixture.ReadAsync());
    }

    private async Task PutCheckpointAsync(string name, string file) => await _fixture.PutParquetAsync(
        $"d/_delta_log/{name}",
        $$"""
        SELECT {minReaderVersion: 1, minWriterVersion: 2} AS protocol, NULL::STRUCT(id VARCHAR, schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR)) AS metaData, NULL::STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT) AS "add"
        UNION ALL SELECT NULL, {id: 'i', schemaString: '{"type":"struct","fields":[{"name":"x","type":"integer","nullable":true,"metadata":{} } ] }', partitionColumns: [], configuration: MAP {} }, NULL
        UNION ALL SELECT NULL, NULL, {path: '{{file}}', partitionValues: MAP {}, size: 1}
        """);
}
