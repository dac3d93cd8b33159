using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>A file's name is a name and never a pattern, wherever it goes into DuckDB.</summary>
public sealed class FileNameTests
{
    // The first has the characters of a pattern; the second is what that would match.
    public static TheoryData<string, string> Names => new()
    {
        { "a[1]", "a1" }, { "a[!1]", "a2" }, { "a[[]", "a[" }, { "b?", "b1" }, { "c*", "c1" }, { "**", "d" }, { "[", "e" }, { "x[a-z]?*", "xay" }, { "it's [1]", "it's 1" }, { "é[ü]", "éü" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Parquet_NameThatLooksLikeAPattern_IsThatFile(string name, string neighbour)
    {
        if (OperatingSystem.IsWindows()) return;
        using var data = new TempFolder();
        await using var writer = await TestSandbox.OpenAsync();
        foreach (var (file, value) in new[] { (name, 1), (neighbour, 2) }) File.Copy(await writer.WriteAsync($"SELECT {value} AS v"), data.Of($"{file}.parquet"));
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { ReadableFiles = [data.Of($"{name}.parquet"), data.Of($"{neighbour}.parquet")] });
        await using var engine = new TableEngine(new EngineOptions(writer.Folder.Path));

        var query = new TableQuery("SELECT list(v) FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(data.Of($"{name}.parquet"), data.Of($"{neighbour}.parquet")))) };
        Assert.Equal(new object?[] { 1, 2 }, (await sandbox.RowsAsync(query))[0][0]);
        Assert.Equal(1, (await engine.InspectAsync(data.Of($"{name}.parquet"))).Rows);
        using var reader = await engine.ReadAsync(query);
        Assert.True(reader.Read());
        Assert.Equal(new object?[] { 1, 2 }, reader.Column(0).Value(0));
    }

    [Fact]
    public async Task Text_NamesThatLookLikePatterns_AreThoseFiles()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var sandbox = await TestSandbox.OpenAsync();
        foreach (var (file, value) in new[] { ("x[1]", 1), ("x1", 2) })
        {
            await File.WriteAllTextAsync(sandbox.Folder.Of($"{file}.csv"), $"v\n{value}\n");
            await File.WriteAllTextAsync(sandbox.Folder.Of($"{file}.json"), $$"""{"v":{{value}}}""");
        }

        foreach (TableInput input in new TableInput[] { new CsvInput([sandbox.Folder.Of("x[1].csv")]), new JsonLinesInput([sandbox.Folder.Of("x[1].json")]) })
        {
            Assert.Equal(1L, Assert.Single(await sandbox.RowsAsync(new TableQuery("SELECT v::BIGINT FROM input") { Inputs = TestSandbox.Inputs(("input", input)) }))[0]);
        }
    }

    [Fact]
    public async Task Folder_NameThatLooksLikeAPattern_IsReadAndWritten()
    {
        if (OperatingSystem.IsWindows()) return;
        using var data = new TempFolder();
        var scratch = Directory.CreateDirectory(data.Of("data[1]?")).FullName;
        await using var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(scratch));
        var path = Path.Combine(scratch, "a.parquet");
        await sandbox.WriteParquetAsync(new TableQuery("SELECT range % 2 AS k, range AS v FROM range(4)"), path);
        var input = TestSandbox.Inputs(("input", TableInput.Parquet(path)));

        var files = await sandbox.WritePartitionedAsync(new TableQuery("FROM input") { Inputs = input }, Path.Combine(scratch, "p"), ["k"]);
        using var reader = await sandbox.ReadAsync(new TableQuery("SELECT sum(v)::BIGINT FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(files.Select(file => file.File.Path)))) });

        Assert.True(reader.Read());
        Assert.Equal(6L, reader.Column(0).Value(0));
        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.DescribeAsync(new TableQuery($"FROM read_text('{data.Path}/data[[]1][?]/../x')")));
        Assert.Equal(TableErrorKind.Forbidden, error.Kind);
    }

    [Fact]
    public async Task Missing_NameThatLooksLikeAPattern_IsSaidAsItIs()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(sandbox.Folder.Of("x[1].parquet")))) }));

        Assert.Equal((TableErrorKind.MissingInput, "input"), (error.Kind, error.Input));
    }
}
