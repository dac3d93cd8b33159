using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("SELEC 1", TableErrorKind.Syntax, 1, 1)]
    [InlineData("SELECT 1\nFROM (SELECT 2 AS a) WHERE", TableErrorKind.Syntax, 2, 27)]
    [InlineData("SELECT nope FROM (SELECT 1 AS a)", TableErrorKind.MissingColumn, 1, 8)]
    [InlineData("SELECT 'ü€𝄞',\n  'é', nope\nFROM (SELECT 1 AS a)", TableErrorKind.MissingColumn, 2, 8)]
    [InlineData("SELECT * FROM missing", TableErrorKind.MissingTable, 1, 15)]
    [InlineData("SELECT foo(1)", TableErrorKind.MissingFunction, 1, 8)]
    [InlineData("SELECT 1 + [2]", TableErrorKind.Binding, 1, 10)]
    [InlineData("SELECT CAST('abc' AS INTEGER)", TableErrorKind.Conversion, 1, 8)]
    [InlineData("SELECT * FROM enable_logging()", TableErrorKind.NotAllowed, 1, 15)]
    public async Task Query_Wrong_SaysKindAndPlace(string sql, TableErrorKind kind, int line, int column)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var read = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(sql));
        var write = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WriteParquetAsync(new TableQuery(sql), sandbox.Folder.Of("out.parquet")));

        Assert.Equal((kind, line, column), (read.Kind, read.Position?.Line, read.Position?.Column));
        Assert.Equal((kind, line, column), (write.Kind, write.Position?.Line, write.Position?.Column));
        Assert.Contains("^", read.Message, StringComparison.Ordinal);
        Assert.True(read.IsUserError);
        Assert.False(File.Exists(sandbox.Folder.Of("out.parquet")));
    }

    [Fact]
    public async Task Query_FailsAtRunTime_SaysPlaceAndLeavesTheOldFile()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync("SELECT 1 AS old", "out.parquet");

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WriteParquetAsync(
            new TableQuery("SELECT i,\n CAST(CASE WHEN i = 4000 THEN 'x' ELSE '1' END AS INT) FROM range(5000) t(i)"), path));

        Assert.Equal(TableErrorKind.Conversion, error.Kind);
        Assert.Equal(2, error.Position?.Line);
        Assert.Equal([1], Assert.Single(await sandbox.RowsAsync($"FROM '{path}'")));
        Assert.Equal([path], Directory.GetFiles(sandbox.Folder.Path));
    }

    [Fact]
    public async Task Query_RaisesError_IsRaised()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync("SELECT error('stop here')"));

        Assert.Equal((TableErrorKind.Raised, "stop here"), (error.Kind, error.Message));
    }

    [Fact]
    public async Task Parameter_WithoutValueOrWithoutUse_IsNamed()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var missing = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("SELECT $low + $high") { Parameters = TestSandbox.Values(("low", 1L), ("hi", 2L)) }));
        var unused = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("SELECT $low") { Parameters = TestSandbox.Values(("low", 1L), ("extra", 2L)) }));
        var type = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("SELECT $low") { Parameters = TestSandbox.Values(("low", new Version(1, 0))) }));

        Assert.All([missing, unused, type], error => Assert.Equal(TableErrorKind.Parameter, error.Kind));
        Assert.Contains("$high has no value. Given: $hi, $low", missing.Message, StringComparison.Ordinal);
        Assert.Contains("$extra", unused.Message, StringComparison.Ordinal);
        Assert.Contains("Version", type.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT nope FROM flights", "flights")]
    [InlineData("SELECT * FROM flights", "flights")]
    public async Task Input_FilesWithDifferentColumns_NamesTheInput(string sql, string named)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var (a, b) = (await sandbox.WriteAsync("SELECT 1 AS i, 2 AS j", "a.parquet"), await sandbox.WriteAsync("SELECT 1 AS i", "b.parquet"));

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery(sql) { Inputs = TestSandbox.Inputs(("flights", TableInput.Parquet(a, b))) }));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, TableErrorKind.MissingInput)]
    [InlineData("", TableErrorKind.CorruptInput)]
    [InlineData("PAR1 this is no Parquet file PAR1", TableErrorKind.CorruptInput)]
    public async Task Input_MissingOrCorrupt_IsNamed(string? content, TableErrorKind kind)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("x.parquet");
        if (content is not null) await File.WriteAllTextAsync(path, content);

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM flights") { Inputs = TestSandbox.Inputs(("flights", TableInput.Parquet(path))) }));

        Assert.Equal((kind, "flights"), (error.Kind, error.Input));
        Assert.Contains("'flights'", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_TooLittle_SaysTheLimitAndTheSandboxGoesOn()
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { MemoryBytes = 32 << 20 });

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync("SELECT len(list(range)) FROM range(20000000)"));

        Assert.Equal((TableErrorKind.OutOfMemory, 32L << 20), (error.Kind, error.MemoryLimit));
        Assert.Contains("32 MiB", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsUserError);
        Assert.Equal([7], Assert.Single(await sandbox.RowsAsync("SELECT 7")));
    }

    [Fact]
    public async Task Memory_SortBeyondIt_SpillsIntoTheScratchFolderAndCleansUp()
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { MemoryBytes = 64 << 20 });

        var result = await sandbox.Tables.WriteParquetAsync(new TableQuery("SELECT range AS i, md5(range::VARCHAR) AS h FROM range(2000000) ORDER BY h"), sandbox.Folder.Of("out.parquet"));

        Assert.Equal(2_000_000, result.Rows);
        Assert.True(Directory.Exists(sandbox.Folder.Of(".spill")), "nothing was spilled, so this proves nothing");
        Assert.Empty(Directory.GetFiles(sandbox.Folder.Of(".spill")));
    }

    [Fact]
    public async Task Spill_BeyondItsLimit_IsOutOfDisk()
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { MemoryBytes = 32 << 20, SpillBytes = 8 << 20 });

        var error = await Assert.ThrowsAsync<TableException>(() =>
            sandbox.Tables.WriteParquetAsync(new TableQuery("SELECT range AS i, md5(range::VARCHAR) AS h FROM range(2000000) ORDER BY h"), sandbox.Folder.Of("out.parquet")));

        Assert.Equal(TableErrorKind.OutOfDisk, error.Kind);
    }

    [Fact]
    public async Task Cancel_RunningQuery_EndsItAndTheConnectionServesTheNext()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var cancel = new CancellationTokenSource();
        var running = sandbox.Tables.WriteParquetAsync(new TableQuery("SELECT sum(hash(a.range, b.range)) AS h FROM range(1000000) a, range(1000000) b"), sandbox.Folder.Of("out.parquet"), null, cancel.Token);
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.False(File.Exists(sandbox.Folder.Of("out.parquet")));
        Assert.Equal([7], Assert.Single(await sandbox.RowsAsync("SELECT 7")));
    }

    [Fact]
    public async Task Cancel_ReaderInItsMiddle_Throws()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var cancel = new CancellationTokenSource();
        using var reader = await sandbox.Tables.ReadAsync(new TableQuery("SELECT range FROM range(100000000)"), cancel.Token);
        Assert.True(reader.Read());

        await cancel.CancelAsync();

        Assert.ThrowsAny<OperationCanceledException>(() => reader.Read());
    }

    [Fact]
    public async Task Open_FolderThatIsNotThere_IsRefused()
    {
        using var folder = new TempFolder();

        await Assert.ThrowsAsync<ArgumentException>(() => TableSandbox.OpenAsync(new SandboxOptions(folder.Of("nope"))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TableSandbox.OpenAsync(new SandboxOptions(folder.Path) { MemoryBytes = 1 }));
    }
}
