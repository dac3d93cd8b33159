using Serverless.Tables.Errors;
using Serverless.Tables.Functions;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;

namespace Serverless.Tables.Tests;

public sealed class FunctionTests
{
    [Fact]
    public async Task Function_EveryType_RoundTrips()
    {
        var functions = new List<ScalarFunction>
        {
            ScalarFunction.Of("f_bool", (bool x) => !x), ScalarFunction.Of("f_i8", (sbyte x) => x), ScalarFunction.Of("f_i16", (short x) => x), ScalarFunction.Of("f_i32", (int x) => x),
            ScalarFunction.Of("f_i64", (long x) => x), ScalarFunction.Of("f_u8", (byte x) => x), ScalarFunction.Of("f_u16", (ushort x) => x), ScalarFunction.Of("f_u32", (uint x) => x),
            ScalarFunction.Of("f_u64", (ulong x) => x), ScalarFunction.Of("f_f32", (float x) => x), ScalarFunction.Of("f_f64", (double x) => x), ScalarFunction.Of("f_dec", (decimal x) => x),
            ScalarFunction.Of("f_text", (string x) => x + "!"), ScalarFunction.Of("f_blob", (byte[] x) => x), ScalarFunction.Of("f_date", (DateOnly x) => x.AddDays(1)), ScalarFunction.Of("f_time", (TimeOnly x) => x),
            ScalarFunction.Of("f_ts", (DateTime x) => x.AddSeconds(1)), ScalarFunction.Of("f_tz", (DateTimeOffset x) => x), ScalarFunction.Of("f_uuid", (Guid x) => x),
        };
        await using var sandbox = await TestSandbox.OpenAsync(options => options with { Functions = functions });

        var row = Assert.Single(await sandbox.RowsAsync(
            """
            SELECT f_bool(true), f_i8(-1), f_i16(-2), f_i32(-3), f_i64(-4), f_u8(1), f_u16(2), f_u32(3), f_u64(4), f_f32(1.5), f_f64(2.5), f_dec(-1.25), f_text('a long text, ünïcode'), f_text('short'),
              f_blob('\x00\xFF'::BLOB), f_date(DATE '2024-02-28'), f_time(TIME '01:02:03'), f_ts(TIMESTAMP '2024-01-01 00:00:00'), f_tz(TIMESTAMPTZ '2024-01-01 00:00:00+02'),
              f_uuid('00112233-4455-6677-8899-aabbccddeeff'::UUID)
            """));

        object?[] expected =
        [
            false, (sbyte)-1, (short)-2, -3, -4L, (byte)1, (ushort)2, 3u, 4ul, 1.5f, 2.5, -1.25m, "a long text, ünïcode!", "short!", new byte[] { 0, 255 }, new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3),
            new DateTime(2024, 1, 1, 0, 0, 1), new DateTimeOffset(2023, 12, 31, 22, 0, 0, TimeSpan.Zero), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        ];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], row[i]);
    }

    [Fact]
    public async Task Function_Nulls_ReachOnlyParametersThatTakeThem()
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with
        {
            Functions = [ScalarFunction.Of("strict", (long x, string y) => x + y.Length), ScalarFunction.Of("lenient", (long? x) => x ?? -1), ScalarFunction.Of("maybe", (long x) => x % 2 == 0 ? (long?)null : x)],
        });

        var rows = await sandbox.RowsAsync("SELECT strict(i, t), lenient(i), maybe(i) FROM (VALUES (1, 'a'), (NULL, 'a'), (2, NULL)) v(i, t)");

        Assert.Equal([2L, 1L, 1L], rows[0]);
        Assert.Equal([null, -1L, null], rows[1]);
        Assert.Equal([null, 2L, null], rows[2]);
    }

    [Fact]
    public async Task Function_OverDictionaryColumn_SeesOnlyValuesOfItsRows()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<long, int>();
        await using var sandbox = await TestSandbox.OpenAsync(options => options with
        {
            Functions = [ScalarFunction.Of("spy", (long x) => seen.AddOrUpdate(x, 1, static (_, n) => n + 1))],
        });
        var input = await sandbox.WriteAsync("SELECT CASE WHEN range % 5 = 0 THEN NULL ELSE range % 7 END AS k FROM range(100000)");

        await sandbox.RowsAsync(new TableQuery("SELECT sum(spy(k)) FROM input WHERE k < 3") { Inputs = TestSandbox.Inputs(("input", TableInput.Parquet(input))) });

        Assert.Equal([0L, 1L, 2L], seen.Keys.Order());
        Assert.Equal(34286, seen.Values.Sum());
    }

    [Fact]
    public async Task Function_Throws_QueryFailsWithItAndTheSandboxGoesOn()
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with
        {
            Functions = [ScalarFunction.Of("boom", (long x) => x == 5000 ? throw new InvalidTimeZoneException("no such zone 'ü'") : x)],
        });

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync("SELECT sum(boom(range)) FROM range(10000)"));

        Assert.Equal(TableErrorKind.Raised, error.Kind);
        Assert.IsType<InvalidTimeZoneException>(error.InnerException);
        Assert.Contains("boom: InvalidTimeZoneException: no such zone 'ü'", error.Message, StringComparison.Ordinal);
        Assert.Equal((Int128)4950, Assert.Single(await sandbox.RowsAsync("SELECT sum(boom(range)) FROM range(100)"))[0]);
    }

    [Theory]
    [InlineData("prices.net(range, 2)")]
    [InlineData("\"prices.net\"(range, 2)")]
    [InlineData("PRICES.Net(range, 1 + 1)")]
    [InlineData("list_transform([range], lambda x: prices.net(x, 2))[1]")]
    public async Task Function_NameWithADot_IsCalledWithOrWithoutQuotes(string call)
    {
        await using var sandbox = await TestSandbox.OpenAsync(options => options with
        {
            Functions = [ScalarFunction.Of("prices.net", (long gross, long factor) => gross * factor), ScalarFunction.Of("prices.gross", (long net) => net)],
        });

        Assert.Equal((Int128)9900, Assert.Single(await sandbox.RowsAsync($"SELECT sum({call}) FROM range(100) prices(range)"))[0]);
    }

    [Fact]
    public void Of_TypeWithoutSqlForm_SaysWhichThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => ScalarFunction.Of("f", (Uri x) => x.Host));

        Assert.Contains("Uri", error.Message, StringComparison.Ordinal);
        Assert.Contains("String", error.Message, StringComparison.Ordinal);
    }
}
