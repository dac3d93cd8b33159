using System.Text;
using System.Text.Json;
using Serverless.Graph.Validation;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>Queries are looked at before anything runs, where the columns of their inputs are known.</summary>
public sealed class QueryCheckTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("map", "SELECT delayy FROM input", "\"delayy\" not found", "delay")]
    [InlineData("map", "SELECT i.delayy FROM input i", "delayy", "delay")]
    [InlineData("reduce", "SELECT sum(delayy) FROM input", "\"delayy\" not found", "delay")]
    [InlineData("mapPartitions", "SELECT * FROM inputt", "inputt", "input")]
    [InlineData("map", "SELECT summ(delay) FROM input", "summ", "sum")]
    [InlineData("map", "SELEC delay FROM input", "SELEC", "")]
    [InlineData("map", "DROP TABLE input", "not a SELECT", "")]
    [InlineData("map", "SELECT delay + day FROM input WHERE day LIKE 3 + name", "cannot run", "")]
    public async Task Query_OverADataset_IsRefusedBeforeItRuns(string kind, string query, string says, string candidate)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS delay, DATE '2024-01-01' AS day, 'x' AS name, 7 AS k", "create", "\"k\""));

        var problem = Assert.Single(await ProblemsAsync($$""" "r": { "read": { "dataset": "d" } }, "q": { "{{kind}}": "sql", "over": "r", "args": [{{JsonSerializer.Serialize(query)}}] } """));

        Assert.Equal("$.nodes.q.args", problem.Path);
        Assert.StartsWith("The query of 'q' cannot run: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Contains(candidate, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "a": { "map": "sql", "over": "r", "args": ["SELECT delay AS late, k FROM input"] }, "q": { "reduce": "sql", "over": "a", "args": ["SELECT sum(delay) FROM input"] } """, "\"delay\" not found", "'input' has: late, k.")]
    [InlineData(""" "a": { "map": "sql", "over": "r", "args": ["SELECT delay AS late FROM input"] }, "t": { "take": 1, "over": "a" }, "q": { "call": "sql", "over": { "x": "t", "y": "r" }, "args": ["SELECT x.late, y.lateness FROM x, y"] } """, "lateness", "y")]
    [InlineData(""" "s": { "read": { "dataset": "d", "columns": ["k"] } }, "q": { "map": "sql", "over": "s", "args": ["SELECT delay FROM input"] } """, "\"delay\" not found", "k")]
    [InlineData(""" "f": { "read": { "files": ["in/*.parquet"] } }, "q": { "map": "sql", "over": "f", "args": ["SELECT w FROM input"] } """, "\"w\" not found", "vv")]
    [InlineData(""" "c": { "call": "sql", "args": ["SELECT 1 AS one"] }, "q": { "map": "sql", "over": "c", "args": ["SELECT two FROM input"] } """, "\"two\" not found", "one")]
    public async Task Query_BehindOthers_KnowsTheirColumns(string nodes, string says, string candidate)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS delay, 7 AS k", "create", "\"k\""));
        await _fixture.PutParquetAsync("in/a.parquet", "SELECT INTERVAL '1 day' AS vv");

        var problem = Assert.Single(await ProblemsAsync($""" "r": {"{"} "read": {"{"} "dataset": "d" {"}"} {"}"}, {nodes} """));

        Assert.Equal("$.nodes.q.args", problem.Path);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Contains(candidate, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_PartitionedByAColumnThatIsNotThere_IsRefusedWithTheNearest()
    {
        var problem = Assert.Single(await ProblemsAsync(""" "t": { "call": "sql", "args": ["SELECT 1 AS month, 2 AS v"] }, "q": { "write": { "dataset": "e", "partitionBy": ["mnth"] }, "over": "t" } """));

        Assert.Equal(("$.nodes.q.write.partitionBy[0]", "month"), (problem.Path, problem.Suggestion));
    }

    [Theory]
    [InlineData(""" "q": { "map": "sql", "over": "r", "args": ["SELECT DELAY, k FROM input WHERE delay > $least", { "least": 0 }] } """)]
    [InlineData(""" "n": { "call": "sql", "args": ["SELECT 'SELECT nope FROM input' AS q"] }, "i": { "items": [{ "v": 1 }] }, "q": { "map": "sql", "over": "i", "args": ["SELECT nope FROM input"] } """)]
    [InlineData(""" "q": { "map": "sql", "over": "r", "args": ["SELECT * FROM read_parquet('later.parquet')"] } """)]
    [InlineData(""" "q": { "map": "sql", "over": "r", "args": ["SELECT columns('de.*'), typeof(i) FROM input SELECT_LATER"] }, "z": { "map": "sql", "over": "q", "args": ["FROM input"] } """)]
    [InlineData(""" "a": { "map": "sql", "over": "r", "args": ["SELECT delay, delay FROM input"] }, "q": { "map": "sql", "over": "a", "args": ["SELECT delay_1 FROM input"] } """)]
    public async Task Query_ThatMayRun_IsNotRefused(string nodes)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS delay, INTERVAL '1 day' AS i, 7 AS k", "create", "\"k\""));
        nodes = nodes.Replace("SELECT_LATER", "", StringComparison.Ordinal);

        Assert.Empty(await ProblemsAsync($""" "r": {"{"} "read": {"{"} "dataset": "d" {"}"} {"}"}, {nodes} """));
    }

    private async Task<IReadOnlyList<Problem>> ProblemsAsync(string nodes)
    {
        var document = Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "test", "nodes": { {{nodes}} }, "outputs": ["q"] }""");
        try
        {
            await _fixture.Submitter.CheckAsync("acme", document, new() { BaseFolder = _fixture.Folder.Path }, default);
            return [];
        }
        catch (JobInvalidException e)
        {
            return e.Problems;
        }
    }
}
