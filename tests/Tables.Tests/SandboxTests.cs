using Serverless.Tables.Errors;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

public sealed class SandboxTests
{
    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT 1;")]
    [InlineData("SELECT 1 /* ; */ ; -- ;")]
    [InlineData("SELECT $tag$;$tag$, E'\\';', ';', \";\" FROM (SELECT 1 AS \";\");")]
    [InlineData("FROM range(3) SELECT range")]
    [InlineData("VALUES (1)")]
    [InlineData("WITH a AS (SELECT 1 AS x) FROM a")]
    [InlineData("(SELECT 1)")]
    [InlineData("DESCRIBE SELECT 1")]
    [InlineData("SUMMARIZE SELECT 1")]
    [InlineData("FROM (VALUES (1, 2)) t(a, b) PIVOT (sum(b) FOR a IN (1, 2))")]
    public async Task Read_AnyFormOfSelect_Runs(string sql)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        Assert.NotEmpty(await sandbox.RowsAsync(sql));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1) TO '/tmp/x'; --")]
    [InlineData("COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("CREATE TABLE t (i INT)")]
    [InlineData("INSERT INTO t VALUES (1)")]
    [InlineData("SET threads = 2")]
    [InlineData("PRAGMA version")]
    [InlineData("PRAGMA threads = 2")]
    [InlineData("CALL enable_logging()")]
    [InlineData("EXPLAIN SELECT 1")]
    [InlineData("ATTACH 'x.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("EXPORT DATABASE 'x'")]
    [InlineData("CHECKPOINT")]
    [InlineData("SELECT * FROM enable_logging(storage = 'stdout')")]
    [InlineData("SELECT * FROM system.main.enable_logging(storage = 'stdout')")]
    [InlineData("SELECT (SELECT count(*) FROM enable_profiling())")]
    [InlineData("WITH a AS (FROM \"ENABLE_LOGGING\"()) FROM a")]
    [InlineData("SELECT * FROM query('FROM enable_logging()')")]
    [InlineData("SELECT * FROM json_execute_serialized_sql('{}')")]
    [InlineData("SELECT * FROM arrow_scan(NULL, NULL, NULL)")]
    [InlineData("SELECT write_log('x')")]
    public async Task Read_AnythingElse_IsRefused(string sql)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(sql));

        Assert.True(error.Kind is TableErrorKind.NotAllowed or TableErrorKind.Syntax, $"{error.Kind}: {error.Message}");
        Assert.Equal(7, Assert.Single(await sandbox.RowsAsync("SELECT 7"))[0]);
    }

    [Theory]
    [InlineData("FROM read_parquet('{other}/secret.parquet')")]
    [InlineData("FROM '{other}/secret.parquet'")]
    [InlineData("FROM '{own}/../{otherName}/secret.parquet'")]
    [InlineData("FROM parquet_metadata('{other}/secret.parquet')")]
    [InlineData("FROM read_text('{other}/secret.parquet')")]
    [InlineData("FROM read_blob('{other}/*')")]
    [InlineData("FROM glob('{other}/*')")]
    [InlineData("FROM glob('/etc/*')")]
    [InlineData("FROM read_text('/etc/passwd')")]
    [InlineData("FROM read_csv('/etc/passwd')")]
    [InlineData("FROM sniff_csv('/etc/passwd')")]
    [InlineData("FROM read_text('/proc/self/environ')")]
    [InlineData("FROM 'https://example.com/a.parquet'")]
    [InlineData("FROM 's3://bucket/a.parquet'")]
    [InlineData("FROM read_parquet('az://container/a.parquet')")]
    public async Task Read_OutsideOfTheScratchFolder_IsForbidden(string template)
    {
        await using var other = await TestSandbox.OpenAsync();
        await other.WriteAsync("SELECT 42 AS secret", "secret.parquet");
        await using var sandbox = await TestSandbox.OpenAsync();
        var sql = template.Replace("{otherName}", Path.GetFileName(other.Folder.Path), StringComparison.Ordinal)
            .Replace("{other}", other.Folder.Path, StringComparison.Ordinal).Replace("{own}", sandbox.Folder.Path, StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(sql));

        Assert.Equal(TableErrorKind.Forbidden, error.Kind);
    }

    [Fact]
    public async Task Write_OutsideOfTheScratchFolder_IsForbidden()
    {
        await using var other = await TestSandbox.OpenAsync();
        var mine = await other.WriteAsync("SELECT 42 AS secret", "secret.parquet");
        var before = await File.ReadAllBytesAsync(mine);
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WriteParquetAsync(new TableQuery("SELECT 1"), mine));

        Assert.Equal(TableErrorKind.Forbidden, error.Kind);
        Assert.Equal(before, await File.ReadAllBytesAsync(mine));
    }

    [Fact]
    public async Task Read_ReadableFile_IsAllowedAndItsNeighbourIsNot()
    {
        using var cache = new TempFolder();
        await using var writer = await TestSandbox.OpenAsync();
        File.Copy(await writer.WriteAsync("SELECT 1 AS i"), cache.Of("a.parquet"));
        File.Copy(cache.Of("a.parquet"), cache.Of("b.parquet"));
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { ReadableFiles = [cache.Of("a.parquet")] });

        Assert.Single(await sandbox.RowsAsync($"FROM '{cache.Of("a.parquet")}'"));
        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync($"FROM '{cache.Of("b.parquet")}'"));
        Assert.Equal(TableErrorKind.Forbidden, error.Kind);
    }
}
