using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

/// <summary>Every type of DuckDB survives storage between two queries, and has a form in C# and in JSON that loses nothing.</summary>
public sealed class TypeTests
{
    // Each at its ends, and null; what storage cannot hold is in Storage_Impossible.
    public static TheoryData<string> Values =>
    [
        "true", "(-128)::TINYINT", "(-32768)::SMALLINT", "(-2147483648)::INTEGER", "(-9223372036854775808)::BIGINT", "255::UTINYINT", "65535::USMALLINT", "4294967295::UINTEGER", "18446744073709551615::UBIGINT",
        "99999999999999999999999999999999999999::HUGEINT", "(-99999999999999999999999999999999999999)::HUGEINT", "99999999999999999999999999999999999999::UHUGEINT", "1.1::FLOAT", "'nan'::DOUBLE", "'-inf'::DOUBLE", "-0.0::DOUBLE",
        "5e-324::DOUBLE", "99999999999999999999999999999999999999::DECIMAL(38,0)", "0.00000000000000000000000000000000000001::DECIMAL(38,38)", "-1.5::DECIMAL(4,1)", "'grüße 🙂'", "''", "'a' || chr(0) || 'b'", "'\\x00\\xFF'::BLOB", "''::BLOB",
        "DATE '2024-02-29'", "DATE 'infinity'", "DATE '-infinity'", "DATE '0044-03-15 (BC)'", "DATE '5881580-07-10'", "TIME '23:59:59.999999'", "TIME '24:00:00'", "'12:34:56.123456789'::TIME_NS", "'12:34:56.000001+02:30'::TIMETZ", "'00:00:00-15:59:59'::TIMETZ",
        "TIMESTAMP '2024-01-01 01:02:03.000004'", "TIMESTAMP 'infinity'", "TIMESTAMP '-infinity'", "TIMESTAMP '0044-03-15 (BC) 01:00:00'", "TIMESTAMP '294247-01-10 04:00:54.775806'", "TIMESTAMP_S '2024-01-01 01:02:03'", "TIMESTAMP_MS '2024-01-01 01:02:03.004'",
        "TIMESTAMP_NS '2024-01-01 01:02:03.123456789'", "TIMESTAMP_NS 'infinity'", "TIMESTAMPTZ '2024-01-01 01:02:03+05'", "TIMESTAMPTZ 'infinity'", "TIMESTAMPTZ '20000-01-01 00:00:00+00'",
        "INTERVAL '14 months -3 days 04:05:06.000007'", "INTERVAL '-1 microsecond'", "'b'::ENUM('a', 'b', 'it''s')", "'00000000-0000-0000-0000-000000000001'::UUID", "'101010101'::BIT", "'0'::BIT",
        "'123456789012345678901234567890123456789012345'::BIGNUM", "'-1'::BIGNUM", "'0'::BIGNUM", "'{\"a\": 1}'::JSON", "NULL::INTEGER", "[1, NULL, 3]", "[]::VARCHAR[]", "[1, 2]::INTEGER[2]", "[[1::HUGEINT], NULL, []]", "{'a': 1, 'b': {'c': NULL::DATE, 'd': 'x'}}",
        "{'A b': '1'::BIT, 'j': '[1]'::JSON, 'h': 1::HUGEINT}", "row(1, 'x')", "row(1::HUGEINT, row(INTERVAL '1 day'))", "map {'a': 1, 'b': NULL}", "map {INTERVAL '1 day': [1::HUGEINT]}", "map()::MAP(VARCHAR, DATE)", "union_value(num := 2)", "'x'::UNION(num INTEGER, str VARCHAR)",
        "['x'::UNION(num HUGEINT, str VARCHAR), NULL]", "{'u': union_value(i := INTERVAL '1 day')}", "map {'k': union_value(a := [1::HUGEINT])}", "[union_value(a := 1), union_value(a := 2)]::UNION(a INTEGER)[2]",
        "42::VARIANT", "{'a': [1, NULL], 'b': 'x'}::VARIANT", "'POINT ZM (1 2 3 4)'::GEOMETRY", "'POINT (0.1 2)'::GEOMETRY", "['POINT (1 2)'::GEOMETRY]",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Storage_EveryType_SurvivesKeptAndFused(string value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        const string Look = "SELECT typeof(x) AS type, x::VARCHAR AS text, typeof(n) AS other, n IS NULL AS isNull FROM input";
        var source = $"SELECT {value} AS x, NULLIF(1, 1) AS i, if(false, {value}, NULL) AS n";
        var expected = Assert.Single(await sandbox.RowsAsync(Look.Replace("input", $"({source})", StringComparison.Ordinal)));

        // Through one file and through two, as steps of a pipeline and as results between pipelines are; and among files that have nothing but nulls.
        var once = await sandbox.WriteAsync(source, "once.parquet");
        await sandbox.Tables.WriteParquetAsync(Over("FROM input", once), sandbox.Folder.Of("twice.parquet"));

        Assert.Equal(expected, Assert.Single(await sandbox.RowsAsync(Over(Look, once))));
        Assert.Equal(expected, Assert.Single(await sandbox.RowsAsync(Over(Look, sandbox.Folder.Of("twice.parquet")))));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Read_EveryType_HasAFormInCSharpAndJson(string value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        using var reader = await sandbox.Tables.ReadAsync(new TableQuery($"SELECT {value} AS x, [{value}] AS l, {{'f': {value}}} AS s"));
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) JsonRows.WriteArray(reader, json);
        var text = new StringWriter();
        await TablePrinter.PrintAsync(sandbox.Tables, new TableQuery($"SELECT {value} AS x, [{value}] AS l"), text);

        using var document = JsonDocument.Parse(buffer.ToArray());
        var row = document.RootElement[0];
        Assert.Equal(row.GetProperty("x").GetRawText(), row.GetProperty("l")[0].GetRawText());
        Assert.Equal(row.GetProperty("x").GetRawText(), row.GetProperty("s").GetProperty("f").GetRawText());
    }

    [Theory]
    [InlineData("99999999999999999999999999999999999999::DECIMAL(38,0)", "99999999999999999999999999999999999999")]
    [InlineData("(-170141183460469231731687303715884105727)::HUGEINT", "-170141183460469231731687303715884105727")]
    [InlineData("340282366920938463463374607431768211455::UHUGEINT", "340282366920938463463374607431768211455")]
    [InlineData("'-123456789012345678901234567890123456789012345'::BIGNUM", "-123456789012345678901234567890123456789012345")]
    [InlineData("'nan'::DOUBLE", "\"NaN\"")]
    [InlineData("'-inf'::FLOAT", "\"-Infinity\"")]
    [InlineData("DATE 'infinity'", "\"infinity\"")]
    [InlineData("DATE '0044-03-15 (BC)'", "\"0044-03-15 (BC)\"")]
    [InlineData("DATE '5881580-07-10'", "\"5881580-07-10\"")]
    [InlineData("TIMESTAMP '-infinity'", "\"-infinity\"")]
    [InlineData("TIMESTAMP '0044-03-15 (BC) 01:00:00.5'", "\"0044-03-15 (BC) 01:00:00.5\"")]
    [InlineData("TIMESTAMPTZ '20000-01-01 00:00:00+00'", "\"20000-01-01 00:00:00\\u002B00\"")]
    [InlineData("TIMESTAMP_NS '2024-01-01 01:02:03.123456789'", "\"2024-01-01 01:02:03.123456789\"")]
    [InlineData("TIMESTAMP_NS '2024-01-01 01:02:03.1234567'", "\"2024-01-01T01:02:03.1234567\"")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", "\"1969-12-31T23:59:59.999999\"")]
    [InlineData("'12:34:56.000001+02:30'::TIMETZ", "\"12:34:56.000001\\u002B02:30\"")]
    [InlineData("'00:00:00-15:59:59'::TIMETZ", "\"00:00:00-15:59:59\"")]
    [InlineData("TIME '24:00:00'", "\"24:00:00\"")]
    [InlineData("'12:34:56.123456789'::TIME_NS", "\"12:34:56.123456789\"")]
    [InlineData("'10101'::BIT", "\"10101\"")]
    [InlineData("union_value(num := 2)", """{"num":2}""")]
    [InlineData("'x'::UNION(num INTEGER, str VARCHAR)", """{"str":"x"}""")]
    [InlineData("row(1, 'x')", """[1,"x"]""")]
    [InlineData("42::VARIANT", "\"42\"")]
    [InlineData("'POINT (1 2)'::GEOMETRY", "\"POINT (1 2)\"")]
    [InlineData("map {DATE '2024-01-05': 1}", """{"2024-01-05":1}""")]
    [InlineData("map {[1, 2]: 'x'}", """{"[1,2]":"x"}""")]
    public async Task Json_ValueThatDotNetOrJsonLacks_IsWrittenSo(string value, string expected)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        using var reader = await sandbox.Tables.ReadAsync(new TableQuery($"SELECT {value} AS x"));
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) JsonRows.WriteArray(reader, json);

        Assert.Equal($$"""[{"x":{{expected}}}]""", Encoding.UTF8.GetString(buffer.ToArray()));
    }

    [Fact]
    public async Task Dates_OfAllYears_AreTheTextThatDuckDBHas()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        foreach (var row in await sandbox.RowsAsync("SELECT d, d::VARCHAR, t, t::VARCHAR FROM (SELECT DATE '1970-01-01' + CAST(hash(range) % 200000000 AS INTEGER) - 100000000 AS d, TIMESTAMP '1970-01-01' + to_microseconds(CAST(CAST(hash(range + 7) % 18000000000000000000 AS HUGEINT) - 9000000000000000000 AS BIGINT)) AS t FROM range(2000))"))
        {
            Assert.Equal(row[1], row[0] is DateOnly date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : row[0]);
            Assert.Equal(row[3], row[2] is DateTime time ? time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) : row[2]);
        }
    }

    [Fact]
    public async Task Numbers_OfAnyLength_AreBigIntegers()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        foreach (var text in new[] { "0", "1", "-1", "255", "256", "-256", "65536", "-99999999999999999999999999999999999999999999999999" })
        {
            Assert.Equal(BigInteger.Parse(text, CultureInfo.InvariantCulture), Assert.Single(await sandbox.RowsAsync($"SELECT '{text}'::BIGNUM"))[0]);
        }
    }

    [Theory]
    [InlineData("170141183460469231731687303715884105727::HUGEINT")]
    [InlineData("340282366920938463463374607431768211455::UHUGEINT")]
    public async Task Storage_NumberOf39Digits_IsAnErrorAndNeverRounded(string value)
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        Assert.Equal(TableErrorKind.Conversion, (await Assert.ThrowsAsync<TableException>(() => sandbox.WriteAsync($"SELECT {value} AS x"))).Kind);
    }

    [Fact]
    public void Parse_TextOfEveryType_IsThatType()
    {
        foreach (var text in new[] { "UNION(\"num\" INTEGER, \"str\" VARCHAR)", "TIME_NS", "VARIANT", "GEOMETRY", "JSON", "BIGNUM", "BIT", "STRUCT(\"\" INTEGER, \"\" VARCHAR)", "\"NULL\"[]", "TIME WITH TIME ZONE", "MAP(INTERVAL, JSON)" })
        {
            Assert.Equal(text, ColumnType.Parse(text).Text);
        }
    }

    private static TableQuery Over(string sql, string path) => new(sql) { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(path) with { IsOurs = true })) };
}
