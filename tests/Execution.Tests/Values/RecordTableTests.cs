using System.Globalization;
using System.Text.Json;
using Serverless.Execution.Tables;
using Serverless.Execution.Values;
using Serverless.Execution.Values.Tables;
using Serverless.Graph.Values;
using Serverless.Storage.Local;
using Serverless.Tables;
using Serverless.Testing;

namespace Serverless.Execution.Tests.Values;

/// <summary>Records become a table by their own fields and values, whatever these look like.</summary>
public sealed class RecordTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(1_000)]
    [InlineData(1_200)]
    public async Task Records_OfManyFieldsOfOneType_HaveAColumnEach(int fields)
    {
        var records = Enumerable.Range(0, 3).Select(row => $"{{{string.Join(",", Enumerable.Range(0, fields).Select(i => $"\"c{i}\":{row * fields + i}"))}}}");

        var (schema, rows) = await TableAsync([.. records]);

        Assert.Equal(Enumerable.Range(0, fields).Select(i => $"c{i} BIGINT").Order(StringComparer.Ordinal), schema.Order(StringComparer.Ordinal));
        for (var row = 0; row < 3; row++) Assert.Equal((row * fields + fields - 1).ToString(CultureInfo.InvariantCulture), rows[row][schema.IndexOf($"c{fields - 1} BIGINT")]);
    }

    [Theory]
    [InlineData("1|2", "BIGINT", "1|2")]
    [InlineData("1|2.5", "DOUBLE", "1.0|2.5")]
    [InlineData("2.5|1|-9007199254740992", "DOUBLE", "2.5|1.0|-9007199254740992.0")]
    [InlineData("1|9223372036854775808", "HUGEINT", "1|9223372036854775808")]
    [InlineData("\"NaN\"|1|\"-Infinity\"", "VARCHAR", "\"NaN\"|1|\"-Infinity\"")]
    [InlineData("3.0|-0.0", "DOUBLE", "3.0|-0.0")]
    [InlineData("3.0|\"ä\"|1e0", "VARCHAR", "3.0|\"ä\"|1.0")]
    [InlineData("\"NaN\"|\"x\"", "VARCHAR", "NaN|x")]
    [InlineData("\"2024-01-05\"|\"2024-01-06\"", "VARCHAR", "2024-01-05|2024-01-06")]
    [InlineData("\"00000000-0000-0000-0000-000000000001\"", "VARCHAR", "00000000-0000-0000-0000-000000000001")]
    [InlineData("true|false|null", "BOOLEAN", "true|false|")]
    [InlineData("null|\"x\"", "VARCHAR", "|x")]
    [InlineData("|1", "BIGINT", "|1")]
    [InlineData("1|", "BIGINT", "1|")]
    [InlineData("[1,2]|[]|null", "BIGINT[]", "[1, 2]|[]|")]
    [InlineData("[]|[\"x\",null]", "VARCHAR[]", "[]|[x, NULL]")]
    [InlineData("[1]|[2.5]", "DOUBLE[]", "[1.0]|[2.5]")]
    [InlineData("{\"a\":1}|{\"b\":\"x\",\"a\":2.5}|null", "STRUCT(a DOUBLE, b VARCHAR)", "{'a': 1.0, 'b': NULL}|{'a': 2.5, 'b': x}|")]
    [InlineData("[{\"a\":[1]},null]|[{\"a\":[],\"c d\":true}]", "STRUCT(a BIGINT[], \"c d\" BOOLEAN)[]", "[{'a': [1], 'c d': NULL}, NULL]|[{'a': [], 'c d': true}]")]
    [InlineData("1|\"x\"|true|[1]|{\"k\":1}|null", "VARCHAR", "1|\"x\"|true|[1]|{\"k\":1}|")]
    [InlineData("{\"k\":[1,\"y\"]}|1", "VARCHAR", "{\"k\":[1,\"y\"]}|1")]
    [InlineData("{}|{}", "VARCHAR", "{}|{}")]
    public async Task Column_OfValues_HasTheTypeThatHoldsThemAll(string values, string type, string expected)
    {
        var (schema, rows) = await TableAsync([.. values.Split('|').Select((value, i) => value.Length == 0 ? $"{{\"i\":{i}}}" : $"{{\"i\":{i},\"v\":{value}}}")]);

        Assert.Contains($"v {type}", schema);
        Assert.Equal(expected.Split('|'), rows.Select(row => row[schema.IndexOf($"v {type}")] ?? ""));
    }

    [Theory]
    [InlineData("select")]
    [InlineData("a b")]
    [InlineData("quote\"and'quote")]
    [InlineData("grüße 🙂")]
    [InlineData("a.b")]
    [InlineData("line\nbreak")]
    public async Task Name_ThatNeedsQuotes_IsKept(string name)
    {
        var (schema, rows) = await TableAsync(JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 7 }));

        Assert.Contains(name, Assert.Single(schema), StringComparison.Ordinal);
        Assert.Equal("7", rows[0][0]);
    }

    [Theory]
    [InlineData("{\"a\":1,\"A\":2}", "'A' and 'a'")]
    [InlineData("{\"a\":1}|{\"A\":2}", "'a' and 'A'")]
    [InlineData("{\"s\":{\"x\":1,\"X\":2}}", "'X' and 'x' in 's'")]
    [InlineData("{\"\":1}", "empty")]
    [InlineData("{\"a\\u0000b\":1}", "null character")]
    [InlineData("{}", "no field")]
    [InlineData("7", "this is none: 7")]
    [InlineData("{\"v\":9007199254740993}|{\"v\":1.5}", "9007199254740993")]
    [InlineData("{\"v\":1.5}|{\"v\":9007199254740993}", "9007199254740993")]
    public async Task Records_ThatAreNoTable_AreRefusedInWords(string records, string says)
    {
        var error = await Assert.ThrowsAsync<NoTableException>(() => TableAsync(records.Split('|')));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_OfADotNetType_HaveItsTypesAlsoWithoutValues()
    {
        await using var fixture = await Bench.OpenAsync();
        var table = await fixture.Tables.OfAsync(new[] { new Sale(null, null, 1m, new DateOnly(2024, 1, 5), null, Colour.Red, [1]) }, typeof(Sale[]), null, CancellationToken.None);

        Assert.Equal(["count INTEGER", "note VARCHAR", "price DECIMAL(38,9)", "day DATE", "at TIMESTAMP WITH TIME ZONE", "colour VARCHAR", "tags BIGINT[]"], (await table.DescribeAsync()).Columns.Select(column => column.ToString()));
        var error = await Assert.ThrowsAsync<NoTableException>(async () => await fixture.Tables.OfAsync(new Sale(1, "", 1m / 3m, default, null, Colour.Red, []), typeof(Sale), null, CancellationToken.None));
        Assert.Contains("'price'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_WithHalfOfASurrogatePair_IsRefused()
    {
        await using var fixture = await Bench.OpenAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await (await fixture.Tables.OfAsync(new Dictionary<string, string> { ["v"] = "a\ud800b" }, null, null, CancellationToken.None)).RowsAsync<Row>());
    }

    [Theory]
    [InlineData(3.0, "DOUBLE", "3.0")]
    [InlineData(-0.0, "DOUBLE", "-0.0")]
    [InlineData(double.NaN, "DOUBLE", "nan")]
    [InlineData(double.NegativeInfinity, "DOUBLE", "-inf")]
    [InlineData("NaN", "VARCHAR", "NaN")]
    [InlineData(2f, "DOUBLE", "2.0")]
    public async Task Value_InAMapOfAnyType_KeepsItsKind(object value, string type, string text)
    {
        foreach (var record in new object[] { new Dictionary<string, object> { ["v"] = value }, GraphValue.Map([new("v", ClrValues.FromClr(value))]) })
        {
            var (schema, rows) = await TableOfAsync(record);
            Assert.Equal([$"v {type}"], schema);
            Assert.Equal(text, rows[0][0]);
        }
    }

    [Fact]
    public async Task Values_OfSeveralKinds_AreTheirJson()
    {
        var (schema, rows) = await TableOfAsync(new object[] { 1L, double.NaN, 2m, "\"\n" }.Select(v => new Dictionary<string, object> { ["v"] = v }).ToArray());

        Assert.Equal(["v VARCHAR"], schema);
        Assert.Equal(["1", "\"NaN\"", "2", "\"\\\"\\n\""], rows.Select(r => r[0]));
    }

    [Fact]
    public async Task Decimals_ThatNoDoubleIs_AreRefused() =>
        Assert.Contains("0.12345678901234567890", (await Assert.ThrowsAsync<NoTableException>(() => TableOfAsync(new Dictionary<string, object> { ["v"] = 0.12345678901234567890m }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_OfADotNetType_HasItsColumns()
    {
        await using var fixture = await Bench.OpenAsync();
        var table = await fixture.Tables.OfAsync(Array.Empty<Sale>(), typeof(Sale[]), null, CancellationToken.None);

        Assert.Equal(7, (await table.DescribeAsync()).Columns.Count);
        await Assert.ThrowsAsync<NoTableException>(async () => await fixture.Tables.OfAsync(Array.Empty<object>(), typeof(object[]), null, CancellationToken.None));
    }

    private static Task<(List<string> Schema, List<string?[]> Rows)> TableAsync(params string[] records) =>
        TableOfAsync(GraphValue.List([.. records.Select(record => ClrValues.FromClr(JsonDocument.Parse(record).RootElement))]));

    private static async Task<(List<string> Schema, List<string?[]> Rows)> TableOfAsync(object records)
    {
        await using var fixture = await Bench.OpenAsync();
        var table = await fixture.Tables.OfAsync(records, null, null, CancellationToken.None);
        using var types = await table.ReadAsync("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM input)");
        var schema = new List<string>();
        while (types.Read())
        {
            for (var i = 0; i < types.RowCount; i++) schema.Add(types.Column(0).Text(i)!);
        }
        using var reader = await table.ReadAsync("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM input");
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++) rows.Add([.. Enumerable.Range(0, reader.Schema.Columns.Count).Select(column => reader.Column(column).Text(row))]);
        }
        return (schema, rows);
    }

    private enum Colour
    {
        Red,
    }

    private sealed record Sale(int? Count, string? Note, decimal Price, DateOnly Day, DateTimeOffset? At, Colour Colour, long[] Tags);

    private sealed record Row(string V);

    private sealed class Bench(TempFolder folder, UnitTables tables) : IAsyncDisposable
    {
        public UnitTables Tables => tables;

        public static async Task<Bench> OpenAsync()
        {
            var folder = new TempFolder();
            var sandbox = await TableSandbox.OpenAsync(new SandboxOptions(folder.Path));
            var files = new InputFiles(new LocalBlobAccount(folder.Of("blobs"), TimeProvider.System).GetContainer("tenant"), new ExecutionOptions { ScratchFolder = folder.Of("data") }, folder.Path);
            return new Bench(folder, new UnitTables(sandbox, files, files, new SqlFunctions([])));
        }

        public async ValueTask DisposeAsync()
        {
            await tables.DisposeAsync();
            folder.Dispose();
        }
    }
}
