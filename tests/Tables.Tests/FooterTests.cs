using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Testing;

namespace Serverless.Tables.Tests;

/// <summary>What Parquet.Net reads of a footer and writes of a schema is what DuckDB reads of it, or it is not answered.</summary>
public sealed class FooterTests
{
    private const string EveryType =
        """
        SELECT (i % 2 = 0) AS b, i::TINYINT AS ti, -i::SMALLINT AS si, i::INT AS i, -i::BIGINT AS bi, i::UTINYINT AS uti, i::USMALLINT AS usi, 4294967295::UINTEGER AS ui, 18446744073709551615::UBIGINT AS ubi,
          'x' || i AS s, chr(228 + i::INT) AS accent, DATE '1969-12-30' + i::INT AS dt, (i - 1.5)::DECIMAL(4,1) AS d4, (-0.05 * i)::DECIMAL(9,2) AS d9, (-0.005 * i)::DECIMAL(18,3) AS d18, (i - 1)::DECIMAL(38,3) AS d38,
          CASE WHEN i > 0 THEN i END AS n, [i, NULL] AS l, {'a': i, 'b': ['x']} AS st, MAP {'k': i} AS m, [[i], NULL] AS ll, [{'a': [i]}] AS ls, MAP {'k': [{'z': 1.5::DECIMAL(5,2)}]} AS ms, {'a': {'b': {'c': i}}} AS deep,
          i::HUGEINT AS huge, ('a' || i)::VARCHAR AS "it's ""so"" named", DATE '9999-12-31' AS far
        FROM range(3) t(i)
        """;

    private const string TypesWithoutTexts =
        """
        SELECT 1.5::FLOAT AS f, 1.5::DOUBLE AS d, TIMESTAMP '2020-01-01' AS ts, TIMESTAMP_MS '2020-01-01' AS tsm, TIMESTAMP_NS '2020-01-01' AS tsn, TIMESTAMPTZ '2020-01-01 00:00:00+00' AS tz, TIME '01:00' AS t,
          'x'::BLOB AS bl, gen_random_uuid() AS u, TIMESTAMP_S '2020-01-01' AS tss
        """;

    [Theory]
    [InlineData(EveryType)]
    [InlineData("SELECT range AS i, range % 7 AS k FROM range(300000)")]
    [InlineData("SELECT 1 AS a, 'x' AS b WHERE false")]
    public async Task Inspect_AsWrittenHere_IsWhatDuckDBSays(string sql)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync(sql, options: new ParquetWriteOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["it's"] = "a \"value\" ü" } });
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));

        var footer = await FooterReader.InspectAsync(path, CancellationToken.None);

        AssertSame(await engine.JudgeAsync(path, CancellationToken.None), Assert.IsType<ParquetInfo>(footer));
    }

    [Fact]
    public async Task Inspect_TypesWhoseTextsAreDuckDBs_HasTheirSchemaAndNoTexts()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync(TypesWithoutTexts);
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));

        var footer = Assert.IsType<ParquetInfo>(await FooterReader.InspectAsync(path, CancellationToken.None));

        Assert.Equal((await engine.JudgeAsync(path, CancellationToken.None)).Schema, footer.Schema);
        Assert.All(Assert.Single(footer.RowGroups).Columns.Values, column => Assert.Equal((null, null, 0L), (column.Min, column.Max, column.NullCount)));
    }

    /// <summary>Such types are DuckDB's word alone.</summary>
    [Theory]
    [InlineData("'{}'::JSON")]
    public async Task Inspect_TypeThatIsNotKnown_IsLeftToDuckDB(string value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = await sandbox.WriteAsync($"SELECT {value} AS v, 1 AS i");
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));

        Assert.Null(await FooterReader.InspectAsync(path, CancellationToken.None));
        Assert.Equal((await engine.JudgeAsync(path, CancellationToken.None)).Schema, (await engine.InspectAsync(path)).Schema);
    }

    /// <summary>A damaged footer may say anything; what follows from it stays in the file, and reading it is no fault.</summary>
    [Fact]
    public async Task Inspect_FooterWithAnyByteChanged_NeverThrowsAndLeavesNoBounds()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var content = await File.ReadAllBytesAsync(await sandbox.WriteAsync("SELECT range AS i, 'k' || range AS k, [range] AS l FROM range(10)"));
        var random = new Random(7);
        var (path, answered) = (sandbox.Folder.Of("changed.parquet"), 0);
        var footer = content.Length - 8 - BitConverter.ToInt32(content, content.Length - 8);
        for (var round = 0; round < 2000; round++)
        {
            var changed = (byte[])content.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) changed[random.Next(footer, content.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(path, changed);

            var (info, ranges) = (await FooterReader.InspectAsync(path, CancellationToken.None), await FooterReader.RangesAsync(path, CancellationToken.None));

            if (info is not null) answered++;
            Assert.All(info?.RowGroups ?? [], group => Assert.InRange(group.Rows.Count, 0, info!.Rows));
            Assert.All(ranges ?? [], range => Assert.True(range.Start >= 0 && range.Length >= 0));
        }
        Assert.InRange(answered, 1, 1999);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1PAR1")]
    [InlineData("no Parquet file, and long enough to be one")]
    public async Task Inspect_NoParquetFile_IsDuckDBsError(string content)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Of("x.parquet"), content);
        await using var engine = new TableEngine(new EngineOptions(folder.Path));

        Assert.Equal(TableErrorKind.CorruptInput, (await Assert.ThrowsAsync<TableException>(() => engine.InspectAsync(folder.Of("x.parquet")))).Kind);
        Assert.Equal(TableErrorKind.MissingInput, (await Assert.ThrowsAsync<TableException>(() => engine.InspectAsync(folder.Of("none.parquet")))).Kind);
    }

    [Fact]
    public async Task RenderSchema_EveryType_IsReadAsTheSame()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        await using var engine = new TableEngine(new EngineOptions(sandbox.Folder.Path));
        foreach (var sql in new[] { EveryType, TypesWithoutTexts, "SELECT INTERVAL 1 DAY AS iv, TIME '01:00' AS t" })
        {
            var schema = (await engine.JudgeAsync(await sandbox.WriteAsync(sql), CancellationToken.None)).Schema;
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["pandas"] = """{ "ü": 1 }""" };

            var path = sandbox.Folder.Of("schema.parquet");
            await File.WriteAllBytesAsync(path, await engine.RenderSchemaAsync(schema, metadata));

            var read = await engine.JudgeAsync(path, CancellationToken.None);
            Assert.Equal(schema, read.Schema);
            Assert.Equal(metadata["pandas"], read.Metadata["pandas"]);
            Assert.Equal(0, read.Rows);
            Assert.Empty(await sandbox.RowsAsync(new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(path))) }));
        }
    }

    private static void AssertSame(ParquetInfo expected, ParquetInfo actual)
    {
        Assert.Equal(expected.Schema, actual.Schema);
        Assert.Equal((expected.Rows, expected.Bytes, expected.CreatedBy), (actual.Rows, actual.Bytes, actual.CreatedBy));
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.RowGroups.Select(group => (group.Rows, group.CompressedBytes)), actual.RowGroups.Select(group => (group.Rows, group.CompressedBytes)));
        foreach (var (one, other) in expected.RowGroups.Zip(actual.RowGroups)) Assert.Equal(one.Columns, other.Columns);
    }
}
