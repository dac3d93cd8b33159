using System.Security.Cryptography;
using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;

namespace Serverless.Tables.Tests;

public sealed class WriteTests
{
    [Fact]
    public async Task WriteParquet_ViewAndParameters_ReturnsRowsSchemaAndStatistics()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var input = await sandbox.WriteAsync("SELECT range AS i, 'k' || range % 3 AS k FROM range(1000)");

        var result = await sandbox.Tables.WriteParquetAsync(
            new TableQuery("SELECT i, k, CASE WHEN i % 2 = 0 THEN i END AS even, sum(i) OVER () AS total FROM input WHERE i < $limit; -- done")
            {
                Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(input))),
                Parameters = TestSandbox.Values(("limit", 10L)),
            },
            sandbox.Folder.Of("out.parquet"),
            new ParquetWriteOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["it's"] = "a \"value\" ü" } });

        Assert.Equal(10, result.Rows);
        Assert.Equal(new FileInfo(result.Path).Length, result.Bytes);
        Assert.Equal("i BIGINT, k VARCHAR, even BIGINT, total HUGEINT", result.Schema.ToString());
        Assert.Equal(("0", "9", 0L), (result.Columns["i"].Min, result.Columns["i"].Max, result.Columns["i"].NullCount));
        Assert.Equal(5, result.Columns["even"].NullCount);
        Assert.Equal(("k0", "k2"), (result.Columns["k"].Min, result.Columns["k"].Max));

        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));
        var info = await engine.InspectAsync(result.Path);
        Assert.Equal(result.Rows, info.Rows);
        Assert.Equal(result.Bytes, info.Bytes);
        Assert.Equal(result.Schema.Columns.Select(column => column.Type.InFiles), info.Schema.Columns.Select(column => column.Type));
        Assert.Equal("a \"value\" ü", info.Metadata["it's"]);
        Assert.Equal("9", Assert.Single(info.RowGroups).Columns["i"].Max);
    }

    [Fact]
    public async Task WriteParquet_WideIntegersInNestedColumns_KeepTheirDigits()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var result = await sandbox.Tables.WriteParquetAsync(
            new TableQuery("SELECT [9007199254740993::HUGEINT] AS l, {'a': 9007199254740993::HUGEINT, 'b': ['x']} AS s, MAP {'k': 9007199254740993::UHUGEINT} AS m"), sandbox.Folder.Of("out.parquet"));

        Assert.Equal("l HUGEINT[], s STRUCT(\"a\" HUGEINT, \"b\" VARCHAR[]), m MAP(VARCHAR, UHUGEINT)", result.Schema.ToString());
        var row = Assert.Single(await sandbox.RowsAsync($"SELECT l[1]::VARCHAR, s.a::VARCHAR, m['k']::VARCHAR FROM '{result.Path}'"));
        Assert.All(row, value => Assert.Equal("9007199254740993", value));
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));
        Assert.Equal(result.Schema.Columns.Select(column => column.Type.InFiles), (await engine.InspectAsync(result.Path)).Schema.Columns.Select(column => column.Type));
    }

    [Fact]
    public async Task WriteParquet_LongQuery_TellsHowFarItIs()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var told = new Told();
        using var stop = new CancellationTokenSource();
        var query = new TableQuery("SELECT max(a.range ^ b.range) AS m FROM range(3000000) a, range(3000000) b") { Progress = told };

        var running = sandbox.Tables.WriteParquetAsync(query, sandbox.Folder.Of("out.parquet"), null, stop.Token);
        var first = await told.First.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await stop.CancelAsync();

        Assert.InRange(first.Percent, 0, 100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(File.Exists(sandbox.Folder.Of("out.parquet")));
    }

    private sealed class Told : IProgress<TableProgress>
    {
        public TaskCompletionSource<TableProgress> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Report(TableProgress value) => First.TrySetResult(value);
    }

    [Fact]
    public async Task WritePartitioned_TwoKeys_OneFileEachWithoutKeyColumns()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var query = new TableQuery("SELECT range AS i, 'é/ =%' || range % 2 AS k, DATE '2024-01-01' + (range % 150)::INT AS d FROM range(30000)");

        var files = await sandbox.Tables.WritePartitionedAsync(query, sandbox.Folder.Of("a"), ["k", "d"]);
        var again = await sandbox.Tables.WritePartitionedAsync(query, sandbox.Folder.Of("b"), ["k", "d"]);

        Assert.Equal(150, files.Count);
        Assert.All(files, file => Assert.Equal(200, file.File.Rows));
        Assert.All(files, file => Assert.Equal("i BIGINT", file.File.Schema.ToString()));
        Assert.Contains(files, file => file.Keys is [{ Name: "k", Text: "é/ =%1" }, { Name: "d", Text: "2024-01-02" }]);
        Assert.Equal(Hashes(files), Hashes(again));
    }

    private static List<string> Hashes(IReadOnlyList<PartitionFile> files) => [.. files.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.File.Path))))];

    [Theory]
    [InlineData("SELECT 1 AS i, NULL AS k")]
    [InlineData("SELECT 1 AS i, 'x' AS k UNION ALL SELECT 2, NULL")]
    public async Task WritePartitioned_NullKey_NamesTheColumnAndLeavesNothing(string sql)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WritePartitionedAsync(new TableQuery(sql), sandbox.Folder.Of("out"), ["k"]));

        Assert.Equal(TableErrorKind.NullKey, error.Kind);
        Assert.Contains("'k'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(sandbox.Folder.Of("out")));
    }

    [Theory]
    [InlineData("repeat('ж', 43)")]
    [InlineData("repeat('中', 60) || '/%'")]
    [InlineData("repeat('x', 900)")]
    public async Task WritePartitioned_ValueThatIsNoFolderName_IsAPartitionLikeOthers(string value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var files = await sandbox.Tables.WritePartitionedAsync(new TableQuery($"SELECT range AS cut, CASE WHEN range < 2 THEN {value} ELSE 'short' END AS k, range % 2 AS n FROM range(4)"), sandbox.Folder.Of("out"), ["k", "n"]);

        var wanted = (await sandbox.RowsAsync($"SELECT {value}"))[0][0];
        Assert.Equal([("short", "0"), ("short", "1"), (wanted, "0"), (wanted, "1")], files.Select(f => ((object?)f.Keys[0].Text, f.Keys[1].Text)).OrderBy(k => ((string)k.Item1!).Length == 5 ? 0 : 1).ThenBy(k => k.Text, StringComparer.Ordinal));
        Assert.All(files, f => Assert.Equal((1L, "cut BIGINT"), (f.File.Rows, f.File.Schema.ToString())));
        Assert.Equal([0L, 1L, 2L, 3L], (await sandbox.RowsAsync($"SELECT cut FROM read_parquet('{sandbox.Folder.Of("out")}/**/*.parquet', hive_partitioning = false) ORDER BY 1")).Select(r => r[0]));
    }

    [Theory]
    [InlineData("'\\x00'")]
    [InlineData("'\\x00\\x01'")]
    [InlineData("'\\xff'")]
    [InlineData("'a'")]
    [InlineData("''")]
    public async Task WriteParquet_BytesThatAreNoText_AreFoundByTheirValue(string bytes)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("bytes.parquet");
        await sandbox.Tables.WriteParquetAsync(new TableQuery($"SELECT {bytes}::BLOB AS k FROM range(5)"), path);
        var query = new TableQuery($"SELECT count(*), (SELECT count(*) FROM input JOIN (SELECT * FROM input LIMIT 1) o USING (k)) FROM input WHERE k = {bytes}::BLOB")
        {
            Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(path))),
        };

        Assert.Equal([5L, 5L], (await sandbox.RowsAsync(query))[0]);
    }

    [Fact]
    public async Task WritePartitioned_FloatKeys_SayTheirWholeValue()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var files = await sandbox.Tables.WritePartitionedAsync(new TableQuery("SELECT 1 AS i, unnest(['0.1', '-0.0', '2', '1e30', 'inf', 'nan'])::FLOAT AS k"), sandbox.Folder.Of("out"), ["k"]);

        foreach (var key in files.Select(file => file.Keys.Single()))
        {
            Assert.Equal("FLOAT", key.Type.Text);
            Assert.Equal((await sandbox.RowsAsync($"SELECT ('{key.Text}'::DOUBLE)::FLOAT::DOUBLE"))[0][0], (await sandbox.RowsAsync($"SELECT '{key.Text}'::DOUBLE"))[0][0]);
        }
        Assert.Contains(files, file => file.Keys.Single().Text == "0.10000000149011612");
    }

    [Fact]
    public async Task WritePartitioned_LongValuesAndNulls_NameTheColumn()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WritePartitionedAsync(new TableQuery("SELECT 1 AS i, unnest([repeat('ж', 43), NULL]) AS k"), sandbox.Folder.Of("out"), ["k"]));

        Assert.Equal(TableErrorKind.NullKey, error.Kind);
        Assert.False(Directory.Exists(sandbox.Folder.Of("out")));
    }

    [Fact]
    public async Task WritePartitioned_DiskThatFails_RunsTheQueryOnce()
    {
        var (folder, calls) = ("", 0L);
        long Break(long row)
        {
            Interlocked.Increment(ref calls);
            if (row != 20_000) return row;
            Directory.Delete(folder, recursive: true);
            File.WriteAllText(folder, "no folder");
            return row;
        }

        await using var sandbox = await TestSandbox.OpenAsync(options => options with { Functions = [ScalarFunction.Of("break", Break)] });
        folder = Directory.CreateDirectory(sandbox.Folder.Of("out")).FullName;

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.Tables.WritePartitionedAsync(new TableQuery("SELECT \"break\"(range) AS i, 'k' || range // 10000 AS k FROM range(30000)"), folder, ["k"]));

        Assert.Equal(TableErrorKind.Io, error.Kind);
        Assert.Equal(30_000, calls);
    }

    [Fact]
    public async Task WritePartitioned_ValueThatLooksLikeHivesNull_IsAValue()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var files = await sandbox.Tables.WritePartitionedAsync(new TableQuery("SELECT 1 AS i, '__HIVE_DEFAULT_PARTITION__' AS k"), sandbox.Folder.Of("out"), ["k"]);

        Assert.Equal("__HIVE_DEFAULT_PARTITION__", Assert.Single(files).Keys[0].Text);
    }
}
