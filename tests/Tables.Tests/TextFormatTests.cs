using System.Text;
using System.Text.Json;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Tables.Tests;

public sealed class TextFormatTests
{
    [Fact]
    public async Task Csv_Inferred_AndOverridden()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("in.csv");
        await File.WriteAllTextAsync(path, "id,when,text\n007,2024-01-02,\"a, \"\"quoted\"\"\nline\"\n8,2024-01-03,N/A\n");
        var inferred = new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", new CsvInput([path]))) };
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal) { ["id"] = ColumnType.Parse("decimal(5,1)"), ["when"] = ColumnType.Parse("timestamp") };
        var overridden = new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", new CsvInput([path]) { Types = types, NullText = "N/A", HasHeader = true, Delimiter = ',' })) };

        Assert.Equal("id VARCHAR, when DATE, text VARCHAR", (await sandbox.Tables.DescribeAsync(inferred)).ToString());
        Assert.Equal(["007", new DateOnly(2024, 1, 2), "a, \"quoted\"\nline"], (await sandbox.RowsAsync(inferred))[0]);
        Assert.Equal([7.0m, new DateTime(2024, 1, 2), "a, \"quoted\"\nline"], (await sandbox.RowsAsync(overridden))[0]);
        Assert.Null((await sandbox.RowsAsync(overridden))[1][2]);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xE9, (byte)'\n' })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0, (byte)'1', 0, (byte)'\n', 0 })]
    public async Task Csv_WrongEncoding_NamesTheInput(byte[] content)
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("in.csv");
        await File.WriteAllBytesAsync(path, content);

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(
            new TableQuery("FROM customers") { Inputs = TestSandbox.Inputs(("customers", new CsvInput([path]) { HasHeader = true, Types = new Dictionary<string, ColumnType>(StringComparer.Ordinal) })) }));

        Assert.Equal((TableErrorKind.CorruptInput, "customers"), (error.Kind, error.Input));
    }

    [Fact]
    public async Task JsonLines_Inferred_AndOverridden()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("in.jsonl");
        await File.WriteAllTextAsync(path, "{\"id\":1,\"price\":1.10,\"tags\":[\"a\"],\"at\":{\"x\":1}}\n{\"id\":2}\n");
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal) { ["price"] = ColumnType.OfDecimal(10, 2), ["extra"] = ColumnType.Of(ColumnKind.Varchar) };
        var query = new TableQuery("FROM input") { Inputs = TestSandbox.Inputs(("input", new JsonLinesInput([path]) { Types = types })) };

        var schema = await sandbox.Tables.DescribeAsync(query);
        var rows = await sandbox.RowsAsync(query);

        Assert.Equal("id BIGINT, price DECIMAL(10,2), tags VARCHAR[], at STRUCT(\"x\" BIGINT), extra VARCHAR", schema.ToString());
        Assert.Equal(1.10m, rows[0][1]);
        Assert.Equal(new object?[] { 2L, null, null, null, null }, rows[1]);
    }

    [Fact]
    public async Task JsonLines_Malformed_NamesInputAndLine()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("in.jsonl");
        await File.WriteAllTextAsync(path, "{\"id\":1}\n{\"id\":\n");

        var error = await Assert.ThrowsAsync<TableException>(() => sandbox.RowsAsync(new TableQuery("FROM events") { Inputs = TestSandbox.Inputs(("events", new JsonLinesInput([path]))) }));

        Assert.Equal((TableErrorKind.CorruptInput, "events"), (error.Kind, error.Input));
        Assert.Contains("line", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteCsv_ReadBack_IsTheSame()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        var path = sandbox.Folder.Of("out.csv");

        var rows = await sandbox.Tables.WriteCsvAsync(new TableQuery("SELECT range AS i, CASE range % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'a,\"b\nü' END AS t FROM range(3000)"), path);

        Assert.Equal(3000, rows);
        var back = await sandbox.RowsAsync(new TableQuery("SELECT count(*), count(t), sum(i), count(*) FILTER (t = '') FROM input") { Inputs = TestSandbox.Inputs(("input", new CsvInput([path]) { QuotedIsText = true })) });
        Assert.Equal([3000L, 2000L, (Int128)4498500, 1000L], Assert.Single(back));
    }

    [Fact]
    public async Task WriteJsonLines_EveryKindOfValue_IsValidAndExact()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var output = new MemoryStream();
        using (var reader = await sandbox.Tables.ReadAsync(new TableQuery(
            """
            SELECT 'é"' AS t, 'NaN'::DOUBLE AS n, 123456789012345678.10::DECIMAL(20,2) AS d, 170141183460469231731687303715884105727::HUGEINT AS h, '\x00'::BLOB AS b, DATE '2024-02-29' AS day,
              TIMESTAMPTZ '2024-01-01 00:00:00.5+00' AS at, [1, NULL] AS l, {'x': 1} AS s, MAP {'k': true} AS m, NULL AS z
            """)))
        {
            Assert.Equal(1, await JsonRows.WriteLinesAsync(reader, output));
        }

        var line = Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal(
            """{"t":"é\"","n":"NaN","d":123456789012345678.10,"h":170141183460469231731687303715884105727,"b":"AA==",""" + "\"day\":\"2024-02-29\","
                + """
                "at":"2024-01-01T00:00:00.5Z","l":[1,null],"s":{"x":1},"m":{"k":true},"z":null}
                """ + "\n",
            line);
        using var parsed = JsonDocument.Parse(line);
    }

    [Fact]
    public async Task Print_Table_IsAligned()
    {
        await using var sandbox = await TestSandbox.OpenAsync();
        using var output = new StringWriter { NewLine = "\n" };

        await TablePrinter.PrintAsync(sandbox.Tables, new TableQuery("SELECT range * 50 AS n, CASE WHEN range = 1 THEN NULL ELSE 'text' || range END AS t FROM range(5)"), output, maxRows: 3);

        Assert.Equal("     n  t\nbigint  varchar\n------  -------\n     0  text0\n    50  NULL\n   100  text2\n(5 rows, 3 shown)\n", output.ToString());
    }
}
