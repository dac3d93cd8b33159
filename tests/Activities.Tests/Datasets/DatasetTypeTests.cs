namespace Serverless.Activities.Tests.Datasets;

/// <summary>Types of keys and columns are those that were written: through creation, append, empty append, reading and conditions.</summary>
public sealed class DatasetTypeTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("VARCHAR")]
    [InlineData("BLOB")]
    public async Task Key_OfEmptyText_IsRefused(string type) =>
        Assert.Contains("'k' is an empty text", await _fixture.FailedAsync("job1", DatasetFixture.Write($"SELECT ''::{type} AS k, 1 AS v", "create", "\"k\"")), StringComparison.Ordinal);

    [Theory]
    [InlineData("BOOLEAN", "true", "false", "true")]
    [InlineData("TINYINT", "9", "10", "9")]
    [InlineData("SMALLINT", "9", "10", "9")]
    [InlineData("INTEGER", "9", "10", "9")]
    [InlineData("BIGINT", "9", "-10", "9")]
    [InlineData("UBIGINT", "18446744073709551615", "9", "18446744073709551615")]
    [InlineData("HUGEINT", "99999999999999999999", "9", null)]
    [InlineData("DECIMAL(10,2)", "9.50", "10.25", "9.5")]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "9", null)]
    [InlineData("FLOAT", "0.1", "1e10", "0.1")]
    [InlineData("DOUBLE", "0.1", "-1e300", "0.1")]
    [InlineData("DOUBLE", "'nan'", "1", null)]
    [InlineData("DATE", "'2024-01-05'", "'2024-10-01'", "\"2024-1-5\"")]
    [InlineData("DATE", "'infinity'", "'2024-10-01'", "\"infinity\"")]
    [InlineData("TIMESTAMP", "'2024-01-05 10:00:00.5'", "'1969-12-31 23:59:59'", "\"2024-01-05T10:00:00.500\"")]
    [InlineData("TIMESTAMP_NS", "'2024-01-05 10:00:00.123456789'", "'2024-01-05 10:00:00'", "\"2024-01-05 10:00:00.123456789\"")]
    [InlineData("TIMESTAMPTZ", "'2024-01-05 10:00:00+02'", "'2024-01-05 10:00:00+00'", "\"2024-01-05 08:00:00Z\"")]
    [InlineData("TIME", "'10:00:00'", "'09:59:59.5'", "\"10:00:00\"")]
    [InlineData("UUID", "'01234567-89ab-cdef-0123-456789abcdef'", "'fff34567-89ab-cdef-0123-456789abcdef'", "\"01234567-89ab-cdef-0123-456789abcdef\"")]
    [InlineData("VARCHAR", "'a/b =%é''\"'", "'10'", null)]
    [InlineData("ENUM('x', 'y')", "'y'", "'x'", "\"y\"")]
    [InlineData("BLOB", "'\\xAA\\x00b'", "'a'", "\"\\\\xAA\\\\x00b\"")]
    public async Task Key_OfAnyType_StaysWhatItIs(string type, string one, string two, string? literal)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write($"SELECT {one}::{type} AS k, 1 AS v", "create", "\"k\""));
        await _fixture.DoneAsync("job2", DatasetFixture.Write($"SELECT {two}::{type} AS k, 2 AS v", "append", "\"k\""));
        await _fixture.DoneAsync("job3", DatasetFixture.Write($"SELECT {two}::{type} AS k, 3 AS v WHERE false", "append", "\"k\""));
        var stored = type == "TIMESTAMPTZ" ? "TIMESTAMP WITH TIME ZONE" : type;

        Assert.Equal([$"{stored}|1|1"], await _fixture.ReadAsync(
            $"SELECT any_value(typeof(k)), count(*) FILTER (v = 1 AND k IS NOT DISTINCT FROM {one}::{type}), count(*) FILTER (v = 2 AND k IS NOT DISTINCT FROM {two}::{type}) FROM input HAVING count(*) = 2"));
        if (literal is not null) Assert.Equal(["1"], await _fixture.ReadAsync("SELECT v FROM input", $", \"where\": [[[\"k\", \"==\", {literal}]]]"));
    }

    [Theory]
    [InlineData("SELECT chr(97 + range::INT % 3) AS k, 1 AS v FROM range(3)", "SELECT range % 2 AS k, 1 AS v FROM range(3)", "'k' is VARCHAR in the dataset and BIGINT")]
    [InlineData("SELECT DATE '2024-01-01' AS k, 1 AS v", "SELECT '2024-01-01' AS k, 1 AS v", "'k' is DATE in the dataset and VARCHAR")]
    public async Task Append_KeyOfAnotherType_IsRefused(string create, string append, string said)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write(create, "create", "\"k\""));

        Assert.Contains(said, await _fixture.FailedAsync("job2", DatasetFixture.Write(append, "append", "\"k\"")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_NestedType_IsRefused() =>
        Assert.Contains("cannot hold", await _fixture.FailedAsync("job1", DatasetFixture.Write("SELECT [1, 2] AS k, 1 AS v", "create", "\"k\"")), StringComparison.Ordinal);

    [Fact]
    public async Task Write_RecordListsOfSeveralTypes_AreOneColumn()
    {
        foreach (var (job, lists) in ((string, string)[])[("job1", "1, 1.5, 2"), ("job2", "2, 1, 1.5"), ("job3", "1.5, 2, 1")])
        {
            await _fixture.DoneAsync(job, DatasetFixture.WriteRecords(string.Join(", ", lists.Split(", ").Select(v => $"[{{\"v\": {v}}}]")), "replace"));

            Assert.Equal(["DOUBLE|4.5"], await _fixture.ReadAsync("SELECT any_value(typeof(v)), sum(v) FROM input"));
        }
    }

    [Theory]
    [InlineData("""[{"s": null, "k": 1}], [{"s": "x", "k": 2}]""", "1|;2|x")]
    [InlineData("""[{"k": 1}], [{"s": "x", "k": 2}]""", "1|;2|x")]
    [InlineData("""[{"s": "x", "k": 2}], [{"k": 1, "s": null}], [{"k": 3}]""", "1|;2|x;3|")]
    public async Task Write_ColumnThatIsNullOrMissingInSomeParts_HasTheTypeOfTheOthers(string lists, string rows)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.WriteRecords(lists, "create"));

        Assert.Equal(rows.Split(';'), await _fixture.ReadAsync("SELECT k, s FROM input ORDER BY k"));
        Assert.Equal(["VARCHAR"], await _fixture.ReadAsync("SELECT DISTINCT typeof(s) FROM input"));
    }

    [Fact]
    public async Task Append_AfterNullsOnly_GivesTheColumnItsType()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS k, NULL AS s", "create"));
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT 2 AS k, 'x' AS s"));
        await _fixture.DoneAsync("job3", DatasetFixture.Write("SELECT 3 AS k, NULL AS s"));

        Assert.Equal(["1|", "2|x", "3|"], await _fixture.ReadAsync());
        Assert.Contains("'s' is VARCHAR in the dataset and DATE", await _fixture.FailedAsync("job4", DatasetFixture.Write("SELECT 4 AS k, DATE '2024-01-01' AS s")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_NumberThatTheCommonTypeDoesNotHold_IsRefusedByName()
    {
        var said = await _fixture.FailedAsync("job1", DatasetFixture.WriteRecords("""[{"v": 9007199254740993}], [{"v": 1.5}]""", "create"));

        Assert.Contains("9007199254740993", said, StringComparison.Ordinal);
        Assert.Null(await _fixture.Stores.Datasets.FindAsync(new("d"), default));
    }

    [Fact]
    public async Task Write_RecordsWithValuesOfSeveralKinds_AreJsonTextHoweverTheyAreGrouped()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.WriteRecords("""[{"v": 1}], [{"v": "x"}]""", "create"));

        Assert.Equal(["\"x\"", "1"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Create_WithoutRows_HasColumnsAndIsRead()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT DATE '2024-01-01' AS d, 1.5 AS v, 'x' AS k WHERE false", "create", "\"k\""));

        Assert.Equal("[k VARCHAR] d DATE, v DECIMAL(2,1)", (await _fixture.ManifestAsync()).SchemaOf("table")!.ToString());
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT DATE '2024-01-01' AS d, 1.5 AS v, 'x' AS k", "append", "\"k\""));
        Assert.Single(await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Read_AfterItsColumnsChanged_IsNoResultOfBefore()
    {
        const string Ask = """{ "nodes": { "r": { "read": { "dataset": "d" } }, "q": { "call": "sql", "over": { "input": "r" }, "args": ["SELECT typeof(any_value(v)) AS t FROM input"] } }, "outputs": ["q"] }""";
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1::SMALLINT AS v", "create"));
        await _fixture.DoneAsync("ask1", Ask);
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT 1::BIGINT AS v WHERE false"));
        await _fixture.DoneAsync("job3", DatasetFixture.Write("SELECT 1::BIGINT AS v"));
        await _fixture.DoneAsync("ask2", Ask);

        Assert.Equal(["SMALLINT"], await _fixture.OutputAsync("ask1", "q"));
        Assert.Equal(["BIGINT"], await _fixture.OutputAsync("ask2", "q"));
    }

    [Fact]
    public async Task Write_ValueThatIsTooLongForABlobsName_IsRefusedAndShorterOnesAreStored()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT repeat('ж', 43) AS k, 1 AS v", "create", "\"k\""));
        Assert.Equal([$"1|{new string('ж', 43)}"], await _fixture.ReadAsync());

        Assert.Contains("k = 'жж", await _fixture.FailedAsync("job2", DatasetFixture.Write("SELECT repeat('ж', 400) AS k, 1 AS v", "append", "\"k\"")), StringComparison.Ordinal);
    }
}
