using Serverless.Tables.Types;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>
/// Every type that DuckDB has is the same type with the same values wherever a table is stored: between nodes, in a dataset, as a partition key, in a file that is
/// written for other programs and read again.
/// </summary>
public sealed class EveryTypeTests : IAsyncDisposable
{
    // A value of each type, nested where nesting is another way through the code.
    private static readonly string[] Values =
    [
        "true", "(-128)::TINYINT", "(-32768)::SMALLINT", "7::INTEGER", "(-9223372036854775808)::BIGINT", "255::UTINYINT", "65535::USMALLINT", "4294967295::UINTEGER", "18446744073709551615::UBIGINT",
        "(-99999999999999999999999999999999999999)::HUGEINT", "99999999999999999999999999999999999999::UHUGEINT", "1.1::FLOAT", "'nan'::DOUBLE", "-0.0::DOUBLE", "0.125::DECIMAL(9,3)",
        "99999999999999999999999999999999999999::DECIMAL(38,0)", "'grüße'", "'\\x00\\xFF'::BLOB", "DATE '0044-03-15 (BC)'", "TIME '23:59:59.999999'", "'12:34:56.123456789'::TIME_NS", "'12:34:56.000001+02:30'::TIMETZ",
        "TIMESTAMP '2024-01-01 01:02:03.000004'", "TIMESTAMP_S '2024-01-01 01:02:03'", "TIMESTAMP_MS '2024-01-01 01:02:03.004'", "TIMESTAMP_NS '2024-01-01 01:02:03.123456789'", "TIMESTAMPTZ '2024-01-01 01:02:03+05'",
        "INTERVAL '14 months -3 days 04:05:06.000007'", "'b'::ENUM('b', 'a', 'it''s')", "'00000000-0000-0000-0000-000000000001'::UUID", "'101010101'::BIT", "'123456789012345678901234567890123456789012345'::BIGNUM", "'{\"a\": 1}'::JSON",
        "[1, NULL, 3]", "[1, 2]::INTEGER[2]", "[[1::HUGEINT], NULL, []]", "{'a': 1, 'b': {'c': INTERVAL '1 day', 'd': 'x'}}", "map {'a': '1'::BIT, 'b': NULL}",
        "'x'::UNION(num HUGEINT, str VARCHAR)", "['x'::UNION(num INTEGER, str VARCHAR), NULL]", "42::VARIANT", "'POINT ZM (1 2 3 4)'::GEOMETRY",
    ];

    // What a folder's name can say: no nested value, and none that has no text of its own.
    private static readonly string[] NoKeys = ["VARIANT", "GEOMETRY"];

    // What no column of a table has, or what is another's name or part.
    private static readonly string[] NoColumns = ["NULL", "TYPE", "INVALID", "ANY", "INTEGER_LITERAL", "STRING_LITERAL", "LAMBDA", "POINTER"];

    private readonly DatasetFixture _fixture = new();

    // No dataset has it, as its fields have no names.
    private const string Row = "row(1::HUGEINT, row(INTERVAL '1 day'))";

    private static string Columns => string.Join(", ", Values.Select((value, i) => $"{value} AS v{i}, if(false, {value}, NULL) AS n{i}"));

    private static string Look => string.Join(" UNION ALL ", Values.Select((_, i) => $"SELECT {i} AS i, typeof(v{i}) AS t, v{i}::VARCHAR AS v, typeof(n{i}) AS tn, n{i} IS NULL AS n FROM input"));

    private static string Expected => $"SELECT * FROM ({Look.Replace("FROM input", "FROM source", StringComparison.Ordinal)})";

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task List_IsAllThatDuckDBHas()
    {
        var known = await _fixture.RowsAsync($"WITH source AS (SELECT {Columns}), looked AS ({Expected}) SELECT DISTINCT regexp_extract(regexp_replace(t, '^(TIMESTAMP|TIME) WITH TIME ZONE$', '\\1 WITH TIME ZONE'), '^[A-Z_ ]+') FROM looked WHERE NOT ends_with(t, ']') UNION SELECT unnest(['LIST', 'ARRAY'])");
        var all = await _fixture.RowsAsync("SELECT DISTINCT logical_type FROM duckdb_types() WHERE internal AND logical_type IS NOT NULL");

        Assert.Empty(all.Except(known, StringComparer.Ordinal).Except(NoColumns, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Dataset_AnyType_IsTheSameAfterCreateAppendAndReplace()
    {
        var expected = await _fixture.RowsAsync($"WITH source AS (SELECT {Columns}) {Expected} ORDER BY i");
        foreach (var (job, mode, times) in ((string, string, int)[])[("job1", "create", 1), ("job2", "append", 2), ("job3", "append", 3), ("job4", "replace", 1)])
        {
            await _fixture.DoneAsync(job, DatasetFixture.Write($"SELECT {Columns}, '{job}' AS job", mode));

            Assert.Equal(expected, await _fixture.ReadAsync($"SELECT DISTINCT * FROM ({Look}) ORDER BY i"));
            Assert.Equal([$"{times}"], await _fixture.ReadAsync("SELECT count(*) FROM input"));
        }
    }

    [Fact]
    public async Task Results_AnyType_AreTheSameBetweenNodes()
    {
        var expected = await _fixture.RowsAsync($"WITH source AS (SELECT {Columns}) {Expected} ORDER BY i");
        await _fixture.DoneAsync("job1", Nodes($"SELECT {Columns}", $"SELECT DISTINCT * FROM ({Look}) ORDER BY i"));

        Assert.Equal(expected, await _fixture.OutputAsync("job1", "q"));
    }

    [Fact]
    public async Task File_ThatAQueryWrote_IsReadAsWhatItWas()
    {
        var expected = await _fixture.RowsAsync($"WITH source AS (SELECT {Columns}) {Expected} ORDER BY i");
        await _fixture.PutParquetAsync("out/a.parquet", $"SELECT {Columns}");
        await _fixture.PutParquetAsync("out/b.parquet", $"SELECT {Columns}");

        await _fixture.DoneAsync("job1", $$"""{ "nodes": { "r": { "read": { "files": ["out/*.parquet"] } }, "q": { "call": "sql", "over": { "input": "r" }, "args": [{{System.Text.Json.JsonSerializer.Serialize($"SELECT DISTINCT * FROM ({Look}) ORDER BY i")}}] } }, "outputs": ["q"] }""");

        Assert.Equal(expected, await _fixture.OutputAsync("job1", "q"));
    }

    [Fact]
    public async Task Key_AnyType_IsTheSameOrRefusedByName()
    {
        for (var i = 0; i < Values.Length; i++)
        {
            var type = (await _fixture.RowsAsync($"SELECT typeof({Values[i]})")).Single();
            var nodes = DatasetFixture.Write($"SELECT {Values[i]} AS k, 1 AS v", "create", "\"k\"", $"d{i}");
            if (NoKeys.Contains(type) || ColumnType.Parse(type).Children.Count > 0)
            {
                var said = await _fixture.FailedAsync($"job{i}", nodes);
                Assert.Contains("'k' (", said, StringComparison.Ordinal);
                Assert.Contains("partition key", said, StringComparison.Ordinal);
                continue;
            }
            await _fixture.DoneAsync($"job{i}", nodes);
            Assert.Equal(await _fixture.RowsAsync($"SELECT typeof({Values[i]}), ({Values[i]})::VARCHAR"), await _fixture.ReadAsync("SELECT typeof(k), k::VARCHAR FROM input", dataset: $"d{i}"));
        }
    }

    [Theory]
    [InlineData("INTERVAL '1 day'", "'1 day'", "'v' is INTERVAL in the dataset and VARCHAR")]
    [InlineData("'x'::UNION(num INTEGER, str VARCHAR)", "{'$tag': 'str', 'num': NULL::INTEGER, 'str': 'x'}", "'v' is UNION")]
    [InlineData("'101'::BIT", "'101'", "'v' is BIT in the dataset and VARCHAR")]
    public async Task Append_WhatTheFileHoldsInsteadOfTheType_IsRefused(string one, string other, string said)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write($"SELECT {one} AS v", "create"));

        Assert.Contains(said, await _fixture.FailedAsync("job2", DatasetFixture.Write($"SELECT {other} AS v")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_WithoutNames_IsTheSameInFilesAndRefusedByDatasets()
    {
        await _fixture.PutParquetAsync("out/a.parquet", $"SELECT {Row} AS x, [{Row}] AS y");
        await _fixture.DoneAsync("job1", """{ "nodes": { "r": { "read": { "files": ["out/a.parquet"] } }, "q": { "call": "sql", "over": { "input": "r" }, "args": ["SELECT typeof(x), x::VARCHAR, typeof(y) FROM input"] } }, "outputs": ["q"] }""");

        Assert.Equal(await _fixture.RowsAsync($"SELECT typeof({Row}), ({Row})::VARCHAR, typeof([{Row}])"), await _fixture.OutputAsync("job1", "q"));
        Assert.Contains("'x' (STRUCT", await _fixture.FailedAsync("job2", DatasetFixture.Write($"SELECT {Row} AS x", "create")), StringComparison.Ordinal);
        Assert.Contains("'y' (STRUCT", await _fixture.FailedAsync("job3", DatasetFixture.Write($"SELECT [{Row}] AS y WHERE false", "create")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_OnAnEnum_ComparesText()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT unnest(['b', 'a', 'c'])::ENUM('c', 'b', 'a') AS k, 1 AS v", "create", "\"k\""));
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT unnest(['b', 'a', 'c'])::ENUM('c', 'b', 'a') AS k", "create", dataset: "e"));

        foreach (var dataset in (string[])["d", "e"])
        {
            Assert.Equal(["b", "c"], await _fixture.ReadAsync("SELECT k::VARCHAR FROM input ORDER BY 1", ", \"where\": [[[\"k\", \">\", \"a\"]]]", dataset));
            Assert.Equal(["a"], await _fixture.ReadAsync("SELECT k::VARCHAR FROM input", ", \"where\": [[[\"k\", \"in\", [\"a\", \"other\"]]]]", dataset));
        }
    }

    private static string Nodes(string one, string other) =>
        $$"""{ "nodes": { "t": { "call": "sql", "args": [{{System.Text.Json.JsonSerializer.Serialize(one)}}], "keep": true }, "q": { "call": "sql", "over": { "input": "t" }, "args": [{{System.Text.Json.JsonSerializer.Serialize(other)}}] } }, "outputs": ["q"] }""";
}
