using System.Text;
using Serverless.Activities.Stages;
using Serverless.Datasets;
using Serverless.Datasets.Versions;
using Serverless.Graph.Validation;
using Serverless.Storage;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>One job commits once, whole or not at all.</summary>
public sealed class DatasetCommitTests : IAsyncDisposable
{
    private readonly DatasetFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Replace_ByTwoJobsInTurn_IsWhatTheLastOneMade()
    {
        var (a, b) = (DatasetFixture.Write("SELECT 1 AS v", "replace"), DatasetFixture.Write("SELECT 2 AS v", "replace"));
        await _fixture.DoneAsync("job1", a);
        await _fixture.DoneAsync("job2", b);
        Assert.Equal(["2"], await _fixture.ReadAsync());

        // The first one again, its record there or lost: it has committed, and what came after stays.
        await _fixture.DoneAsync("job1", a);
        Assert.Equal(["2"], await _fixture.ReadAsync());
        await _fixture.ForgetAsync(_ => true);
        await _fixture.DoneAsync("job1", a);
        Assert.Equal(["2"], await _fixture.ReadAsync());

        // Another job of equal token commits anew.
        await _fixture.DoneAsync("job3", a);
        Assert.Equal(["1"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Replace_FilesOfTheFirstWriteAreGone_AreMadeAgain()
    {
        var a = DatasetFixture.Write("SELECT 1 AS v", "replace");
        await _fixture.DoneAsync("job1", a);
        await _fixture.DoneAsync("job2", DatasetFixture.Write("SELECT 2 AS v", "replace"));
        await _fixture.CollectAsync();

        await _fixture.DoneAsync("job3", a);

        Assert.Equal(["1"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Append_Retried_IsInThereOnce()
    {
        var append = DatasetFixture.Write("SELECT 1 AS v");
        await _fixture.DoneAsync("job1", append);
        await _fixture.ForgetAsync(_ => true);
        await _fixture.DoneAsync("job1", append);
        await _fixture.DoneAsync("job2", append);

        Assert.Equal(["1", "1"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Append_RetriedAfterMoreCommitsThanADatasetRemembers_IsInThereOnce()
    {
        var append = DatasetFixture.Write("SELECT 1 AS v");
        await _fixture.DoneAsync("job1", append);
        for (var i = 0; i < 300; i++)
            await _fixture.Stores.Datasets.CommitAsync(new DatasetCommit { Id = new DatasetId("d"), CommitId = $"other{i}/w", Token = "t", Mode = WriteMode.Append, PartitionKeys = [], Added = [] }, null, default);
        await _fixture.ForgetAsync(_ => true);

        await _fixture.DoneAsync("job1", append);

        Assert.Single((await _fixture.ManifestAsync()).Partitions);
    }

    [Fact]
    public async Task Create_DatasetThatIsThere_IsRefusedBeforeAnythingRuns()
    {
        var create = DatasetFixture.Write("SELECT 1 AS v", "create");
        await _fixture.DoneAsync("job1", create);
        var document = Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {create[1..]}");

        var problem = Assert.Single((await Assert.ThrowsAsync<JobInvalidException>(() => _fixture.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"other\", {create[1..]}"), new(), default))).Problems);

        Assert.Equal("$.nodes.w.write.dataset", problem.Path);
        Assert.Contains("exists already", problem.Message, StringComparison.Ordinal);
        // The job that created it has no end: the one who submits its document goes on with it.
        await _fixture.Submitter.CheckAsync("acme", document, new(), default);
        Assert.Contains("exists already", await _fixture.FailedAsync("job2", create), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "write": { "dataset": "d", "mode": "append", "table": "other" }, "over": "t" }""", "'table'")]
    [InlineData("""{ "write": { "dataset": "d", "mode": "append", "partitionBy": ["v"] }, "over": "t" }""", "partitioned by")]
    public async Task Append_OtherTableOrKeys_IsRefusedBeforeAnythingRuns(string write, string said)
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS v, 2 AS w", "create"));
        var nodes = $$"""{ "nodes": { "t": { "call": "sql", "args": ["SELECT 1 AS v, 2 AS w"] }, "w": {{write}} }, "outputs": ["w"] }""";

        var error = await Assert.ThrowsAsync<JobInvalidException>(() => _fixture.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes[1..]}"), new(), default));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await _fixture.FailedAsync("job2", nodes));
        Assert.Equal(["1|2"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Append_OtherColumns_NamesAllDifferencesAndChangesNothing()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS k, 10 AS v, 'a' AS s", "create"));

        var said = await _fixture.FailedAsync("job2", DatasetFixture.Write("SELECT 2 AS k, 'twenty' AS v, 1 AS extra"));

        Assert.All(["'v' is INTEGER in the dataset and VARCHAR", "'s' (VARCHAR) is missing", "'extra' (INTEGER) is not in"], text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.Equal(["1|10|a"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Read_DamagedManifestOrFile_NamesIt()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS v", "create"));
        var file = Assert.Single((await _fixture.ManifestAsync()).Partitions.Values).Files["table"];
        await _fixture.Stores.Blobs.PutAsync(new BlobName(file), "damaged"u8.ToArray(), BlobCondition.None, default);
        Assert.Contains("input", await _fixture.FailedAsync("job2", """{ "nodes": { "r": { "read": { "dataset": "d" } }, "q": { "map": "sql", "over": "r", "args": ["SELECT * FROM input"] } }, "outputs": ["q"] }"""), StringComparison.Ordinal);

        await _fixture.Stores.Blobs.PutAsync(DatasetStore.ManifestOf(new DatasetId("d")), "{"u8.ToArray(), BlobCondition.None, default);
        var error = await Assert.ThrowsAsync<MissingInputException>(() => _fixture.ReadAsync());
        Assert.Contains("changed 'd.by-dataset-metadata.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains("changed 'd.by-dataset-metadata.json'", await _fixture.FailedAsync("job3", DatasetFixture.Write("SELECT 1 AS v")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TableOrColumnThatIsNotThere_IsRefusedWithTheNearestName()
    {
        await _fixture.DoneAsync("job1", DatasetFixture.Write("SELECT 1 AS value, 'a' AS name", "create"));
        async Task<string> SaysAsync(string read)
        {
            var nodes = $$"""{ "nodes": { "r": { "read": { "dataset": "d", {{read}} } } }, "outputs": ["r"] }""";
            return (await Assert.ThrowsAsync<JobInvalidException>(() => _fixture.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes[1..]}"), new(), default))).Message;
        }

        Assert.Contains("no table 'tabel'", await SaysAsync("\"table\": \"tabel\""), StringComparison.Ordinal);
        Assert.Contains("'value'", await SaysAsync("\"columns\": [\"valeu\"]"), StringComparison.Ordinal);
        Assert.Contains("write 3.", await SaysAsync("\"where\": [[[\"value\", \"==\", \"3\"]]]"), StringComparison.Ordinal);
        Assert.Contains("no column 'nme'", await SaysAsync("\"where\": [[[\"nme\", \"==\", \"3\"]]]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputReplacedBetweenPlanAndRun_NamesTheFile()
    {
        await _fixture.PutParquetAsync("in/a.parquet", "SELECT 1 AS v");
        var nodes = """{ "nodes": { "r": { "read": { "files": ["in/a.parquet", "./b.parquet"] } }, "q": { "map": "sql", "over": "r", "args": ["SELECT * FROM input"] } }, "outputs": ["q"] }""";
        File.Copy(Directory.GetFiles(_fixture.Folder.Path, "*.parquet").Single(), _fixture.Folder.Of("b.parquet"));
        Assert.Null(await _fixture.FailureAfterAsync("job1", nodes, () => Task.CompletedTask));

        Assert.Contains("'in/a.parquet' was replaced while the job ran", await _fixture.FailureAfterAsync("job2", nodes.Replace("*", "v", StringComparison.Ordinal), () => _fixture.PutParquetAsync("in/a.parquet", "SELECT 22 AS v, 3 AS w")), StringComparison.Ordinal);
        Assert.Contains("b.parquet' was replaced while the job ran", await _fixture.FailureAfterAsync("job3", nodes.Replace("*", "v", StringComparison.Ordinal), () => File.AppendAllTextAsync(_fixture.Folder.Of("b.parquet"), "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_UnitsWhoseRecordsAreGone_RunAgain()
    {
        var nodes = DatasetFixture.WriteRecords("""{"m": 1, "v": 0}, {"m": 2, "v": 0}""", "replace", "\"m\"");
        await _fixture.DoneAsync("job1", nodes);
        var commit = (await _fixture.LedgerAsync()).ToList();

        // Between its last unit and its commit the job loses the records of what it wrote.
        var said = await _fixture.FailureAfterAsync("job2", nodes.Replace("\"m\": 1", "\"m\": 3", StringComparison.Ordinal), () => Task.CompletedTask, beforeCommit: () => _fixture.ForgetAsync(name => !commit.Contains(name)));

        Assert.Contains("The ledger lacks", said, StringComparison.Ordinal);
        Assert.Equal(["0|1", "0|2"], await _fixture.ReadAsync());
        await _fixture.DoneAsync("job2", nodes.Replace("\"m\": 1", "\"m\": 3", StringComparison.Ordinal));
        Assert.Equal(["0|2", "0|3"], await _fixture.ReadAsync());
    }

    [Fact]
    public async Task Commit_FileThatIsGone_IsNoCommitAndRunsAgain()
    {
        var nodes = DatasetFixture.WriteRecords("""{"m": 1, "v": 0}, {"m": 2, "v": 0}""", "replace", "\"m\"");

        var said = await _fixture.FailureAfterAsync("job1", nodes, () => Task.CompletedTask, beforeCommit: async () =>
        {
            var file = (await _fixture.Stores.Datasets.FilesAsync(new DatasetId("d"), default)).Keys.First();
            await _fixture.Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, default);
        });

        Assert.Contains("gone or changed: nothing was committed", said, StringComparison.Ordinal);
        Assert.Null(await _fixture.Stores.Datasets.FindAsync(new DatasetId("d"), default));
        await _fixture.DoneAsync("job1", nodes);
        Assert.Equal(["0|1", "0|2"], await _fixture.ReadAsync());
    }
}
