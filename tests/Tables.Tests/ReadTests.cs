using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task Read_AllTypes_GivesDotNetValues()
    {
        await using var sandbox = await TestSandbox.OpenAsync();

        var row = Assert.Single(await sandbox.RowsAsync(
            """
            SELECT true, 1::TINYINT, 2::SMALLINT, 3::INTEGER, 4::BIGINT, 5::UTINYINT, 6::USMALLINT, 7::UINTEGER, 8::UBIGINT, 9::HUGEINT, 1.5::FLOAT, 2.5::DOUBLE,
              1.2::DECIMAL(4,1), -1.23::DECIMAL(9,2), 1.234::DECIMAL(18,3), -7922816251426433759354395.0335::DECIMAL(38,4), 'x', 'a longer text, ünïcode', '\x00\xFF'::BLOB,
              DATE '2024-02-29', TIME '12:34:56.789', TIMESTAMP '2024-02-29 01:02:03.000004', TIMESTAMPTZ '2024-01-01 00:00:00+02', TIMESTAMP_NS '2024-01-01 00:00:00.123456789',
              '00112233-4455-6677-8899-aabbccddeeff'::UUID, 'b'::ENUM('a','b'), INTERVAL 3 MONTH, [1, NULL], {'x': 1, 'y': [2]}, MAP {'k': 1}, [1, 2]::INTEGER[2], NULL::INT
            """));

        object?[] expected =
        [
            true, (sbyte)1, (short)2, 3, 4L, (byte)5, (ushort)6, 7u, 8ul, (Int128)9, 1.5f, 2.5, 1.2m, -1.23m, 1.234m, -7922816251426433759354395.0335m, "x", "a longer text, ünïcode",
            new byte[] { 0, 255 }, new DateOnly(2024, 2, 29), new TimeOnly(12, 34, 56, 789), new DateTime(2024, 2, 29, 1, 2, 3, 0, 4), new DateTimeOffset(2023, 12, 31, 22, 0, 0, TimeSpan.Zero),
            "2024-01-01 00:00:00.123456789", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "b", new TableInterval(3, 0, 0), new object?[] { 1, null },
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1, ["y"] = new object?[] { 2 } }, new List<KeyValuePair<object, object?>> { new("k", 1) }, new object?[] { 1, 2 }, null,
        ];
        Assert.Equal(expected.Length, row.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], row[i]);
    }

    [Fact]
    public async Task Read_ManyChunks_SpansHoldEveryValue()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var reader = await sandbox.Tables.ReadAsync(new TableQuery("SELECT range AS i, CASE WHEN range % 3 = 0 THEN NULL ELSE range END AS n FROM range(10000)"));

        long sum = 0, nulls = 0;
        while (reader.Read())
        {
            foreach (var value in reader.Column("i").Values<long>()) sum += value;
            var n = reader.Column("n");
            for (var row = 0; row < n.Count; row++) nulls += n.IsNull(row) ? 1 : 0;
        }

        Assert.Equal(49_995_000, sum);
        Assert.Equal(3334, nulls);
    }

    [Fact]
    public async Task View_AfterNextRead_Throws()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var reader = await sandbox.Tables.ReadAsync(new TableQuery("SELECT range AS i FROM range(5000)"));
        reader.Read();
        var old = reader.Column(0);
        reader.Read();

        var threw = false;
        try
        {
            _ = old.Values<long>();
        }
        catch (InvalidOperationException)
        {
            threw = true;
        }
        Assert.True(threw);
    }

    [Fact]
    public async Task Dispose_HalfRead_ConnectionServesTheNextQuery()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using (var reader = await sandbox.Tables.ReadAsync(new TableQuery("SELECT range FROM range(10000000)"))) Assert.True(reader.Read());

        Assert.Equal(7, Assert.Single(await sandbox.RowsAsync("SELECT 7"))[0]);
    }
}
