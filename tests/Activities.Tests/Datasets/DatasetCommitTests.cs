using System.Text;
using Serverless.Datasets;
using Serverless.Graph.Validation;
using Serverless.Storage;

namespace Serverless.Activities.Tests.Datasets;

/// <summary>One job commits once, whole or not at all.</summary>
public sealed class DatasetCommitTests : IAsyncDisposable
{
    private readonly DatasetBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Replace_ByTwoJobsInTurn_IsWhatTheLastOneMade()
    {
        var (a, b) = (DatasetBench.Write("SELECT 1 AS v", "replace"), DatasetBench.Write("SELECT 2 AS v", "replace"));
        await _bench.DoneAsync("job1", a);
        await _bench.DoneAsync("job2", b);
        Assert.Equal(["2"], await _bench.ReadAsync());

        // The first one again, its record there or lost: it has committed, and what came after stays.
        await _bench.DoneAsync("job1", a);
        Assert.Equal(["2"], await _bench.ReadAsync());
        await _bench.ForgetAsync(_ => true);
        await _bench.DoneAsync("job1", a);
        Assert.Equal(["2"], await _bench.ReadAsync());

        // Another job of equal token commits anew.
        await _bench.DoneAsync("job3", a);
        Assert.Equal(["1"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Replace_FilesOfTheFirstWriteAreGone_AreMadeAgain()
    {
        var a = DatasetBench.Write("SELECT 1 AS v", "replace");
        await _bench.DoneAsync("job1", a);
        await _bench.DoneAsync("job2", DatasetBench.Write("SELECT 2 AS v", "replace"));
        await _bench.CollectAsync();

        await _bench.DoneAsync("job3", a);

        Assert.Equal(["1"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Append_Retried_IsInThereOnce()
    {
        var append = DatasetBench.Write("SELECT 1 AS v");
        await _bench.DoneAsync("job1", append);
        await _bench.ForgetAsync(_ => true);
        await _bench.DoneAsync("job1", append);
        await _bench.DoneAsync("job2", append);

        Assert.Equal(["1", "1"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Append_RetriedAfterMoreCommitsThanADatasetRemembers_IsInThereOnce()
    {
        var append = DatasetBench.Write("SELECT 1 AS v");
        await _bench.DoneAsync("job1", append);
        for (var i = 0; i < 300; i++)
            await _bench.Stores.Datasets.CommitAsync(new DatasetCommit { Id = new DatasetId("d"), CommitId = $"other{i}/w", Token = "t", Mode = WriteMode.Append, PartitionKeys = [], Added = [] }, null, default);
        await _bench.ForgetAsync(_ => true);

        await _bench.DoneAsync("job1", append);

        Assert.Single((await _bench.ManifestAsync()).Partitions);
    }

    [Fact]
    public async Task Create_DatasetThatIsThere_IsRefusedBeforeAnythingRuns()
    {
        var create = DatasetBench.Write("SELECT 1 AS v", "create");
        await _bench.DoneAsync("job1", create);
        var document = Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {create[1..]}");

        var problem = Assert.Single((await Assert.ThrowsAsync<JobInvalidException>(() => _bench.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"other\", {create[1..]}"), new(), default))).Problems);

        Assert.Equal("$.nodes.w.write.dataset", problem.Path);
        Assert.Contains("exists already", problem.Message, StringComparison.Ordinal);
        // The job that created it has no end: whoever submits its document goes on with it.
        await _bench.Submitter.CheckAsync("acme", document, new(), default);
        Assert.Contains("exists already", await _bench.FailedAsync("job2", create), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "write": { "dataset": "d", "mode": "append", "table": "other" }, "over": "t" }""", "'table'")]
    [InlineData("""{ "write": { "dataset": "d", "mode": "append", "partitionBy": ["v"] }, "over": "t" }""", "partitioned by")]
    public async Task Append_OtherTableOrKeys_IsRefusedBeforeAnythingRuns(string write, string said)
    {
        await _bench.DoneAsync("job1", DatasetBench.Write("SELECT 1 AS v, 2 AS w", "create"));
        var nodes = $$"""{ "nodes": { "t": { "call": "sql", "args": ["SELECT 1 AS v, 2 AS w"] }, "w": {{write}} }, "outputs": ["w"] }""";

        var error = await Assert.ThrowsAsync<JobInvalidException>(() => _bench.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes[1..]}"), new(), default));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await _bench.FailedAsync("job2", nodes));
        Assert.Equal(["1|2"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Append_OtherColumns_NamesAllDifferencesAndChangesNothing()
    {
        await _bench.DoneAsync("job1", DatasetBench.Write("SELECT 1 AS k, 10 AS v, 'a' AS s", "create"));

        var said = await _bench.FailedAsync("job2", DatasetBench.Write("SELECT 2 AS k, 'twenty' AS v, 1 AS extra"));

        Assert.All(["'v' is INTEGER in the dataset and VARCHAR", "'s' (VARCHAR) is missing", "'extra' (INTEGER) is not in"], text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.Equal(["1|10|a"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Read_DamagedManifestOrFile_NamesIt()
    {
        await _bench.DoneAsync("job1", DatasetBench.Write("SELECT 1 AS v", "create"));
        var file = Assert.Single((await _bench.ManifestAsync()).Partitions.Values).Files["table"];
        await _bench.Stores.Blobs.PutAsync(new BlobName(file), "damaged"u8.ToArray(), BlobCondition.None, default);
        Assert.Contains("input", await _bench.FailedAsync("job2", """{ "nodes": { "r": { "read": { "dataset": "d" } }, "q": { "map": "sql", "over": "r", "args": ["SELECT * FROM input"] } }, "outputs": ["q"] }"""), StringComparison.Ordinal);

        await _bench.Stores.Blobs.PutAsync(DatasetStore.ManifestOf(new DatasetId("d")), "{"u8.ToArray(), BlobCondition.None, default);
        var error = await Assert.ThrowsAsync<MissingInputException>(() => _bench.ReadAsync());
        Assert.Contains("'d.by-dataset-metadata.json' is damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("'d.by-dataset-metadata.json' is damaged", await _bench.FailedAsync("job3", DatasetBench.Write("SELECT 1 AS v")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TableOrColumnThatIsNotThere_IsRefusedWithTheNearestName()
    {
        await _bench.DoneAsync("job1", DatasetBench.Write("SELECT 1 AS value, 'a' AS name", "create"));
        async Task<string> SaysAsync(string read)
        {
            var nodes = $$"""{ "nodes": { "r": { "read": { "dataset": "d", {{read}} } } }, "outputs": ["r"] }""";
            return (await Assert.ThrowsAsync<JobInvalidException>(() => _bench.Submitter.CheckAsync("acme", Encoding.UTF8.GetBytes($"{{ \"version\": 1, \"name\": \"test\", {nodes[1..]}"), new(), default))).Message;
        }

        Assert.Contains("no table 'tabel'", await SaysAsync("\"table\": \"tabel\""), StringComparison.Ordinal);
        Assert.Contains("'value'", await SaysAsync("\"columns\": [\"valeu\"]"), StringComparison.Ordinal);
        Assert.Contains("write 3.", await SaysAsync("\"where\": [[[\"value\", \"==\", \"3\"]]]"), StringComparison.Ordinal);
        Assert.Contains("no column 'nme'", await SaysAsync("\"where\": [[[\"nme\", \"==\", \"3\"]]]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputReplacedBetweenPlanAndRun_NamesTheFile()
    {
        await _bench.PutParquetAsync("in/a.parquet", "SELECT 1 AS v");
        var nodes = """{ "nodes": { "r": { "read": { "files": ["in/a.parquet", "./b.parquet"] } }, "q": { "map": "sql", "over": "r", "args": ["SELECT * FROM input"] } }, "outputs": ["q"] }""";
        File.Copy(Directory.GetFiles(_bench.Folder.Path, "*.parquet").Single(), _bench.Folder.Of("b.parquet"));
        Assert.Null(await _bench.FailureAfterAsync("job1", nodes, () => Task.CompletedTask));

        Assert.Contains("'in/a.parquet' was replaced while the job ran", await _bench.FailureAfterAsync("job2", nodes.Replace("*", "v", StringComparison.Ordinal), () => _bench.PutParquetAsync("in/a.parquet", "SELECT 22 AS v, 3 AS w")), StringComparison.Ordinal);
        Assert.Contains("b.parquet' was replaced while the job ran", await _bench.FailureAfterAsync("job3", nodes.Replace("*", "v", StringComparison.Ordinal), () => File.AppendAllTextAsync(_bench.Folder.Of("b.parquet"), "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_UnitsWhoseRecordsAreGone_RunAgain()
    {
        var nodes = DatasetBench.WriteRecords("""{"m": 1, "v": 0}, {"m": 2, "v": 0}""", "replace", "\"m\"");
        await _bench.DoneAsync("job1", nodes);
        var commit = (await _bench.LedgerAsync()).ToList();

        // Between its last unit and its commit the job loses the records of what it wrote.
        var said = await _bench.FailureAfterAsync("job2", nodes.Replace("\"m\": 1", "\"m\": 3", StringComparison.Ordinal), () => Task.CompletedTask, beforeCommit: () => _bench.ForgetAsync(name => !commit.Contains(name)));

        Assert.Contains("The ledger lacks", said, StringComparison.Ordinal);
        Assert.Equal(["0|1", "0|2"], await _bench.ReadAsync());
        await _bench.DoneAsync("job2", nodes.Replace("\"m\": 1", "\"m\": 3", StringComparison.Ordinal));
        Assert.Equal(["0|2", "0|3"], await _bench.ReadAsync());
    }

    [Fact]
    public async Task Commit_FileThatIsGone_IsNoCommitAndRunsAgain()
    {
        var nodes = DatasetBench.WriteRecords("""{"m": 1, "v": 0}, {"m": 2, "v": 0}""", "replace", "\"m\"");

        var said = await _bench.FailureAfterAsync("job1", nodes, () => Task.CompletedTask, beforeCommit: async () =>
        {
            var file = (await _bench.Stores.Datasets.FilesAsync(new DatasetId("d"), default)).Keys.First();
            await _bench.Stores.Blobs.DeleteAsync(new BlobName(file), BlobCondition.None, default);
        });

        Assert.Contains("gone or changed: nothing was committed", said, StringComparison.Ordinal);
        Assert.Null(await _bench.Stores.Datasets.FindAsync(new DatasetId("d"), default));
        await _bench.DoneAsync("job1", nodes);
        Assert.Equal(["0|1", "0|2"], await _bench.ReadAsync());
    }
}
