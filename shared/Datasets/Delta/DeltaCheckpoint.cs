using System.Text;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Inputs;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Datasets.Delta;

/// <summary>Writes checkpoints: a version's whole state as one Parquet file (the protocol's classic form), so that opening a log costs little however long it is.</summary>
/// <param name="blobs">The container.</param>
/// <param name="engine">Writes Parquet.</param>
internal sealed class DeltaCheckpoint(IBlobStore blobs, Lazy<TableEngine> engine)
{
    private const string Texts = "MAP(VARCHAR, VARCHAR)";

    // Names and types as the protocol's section "Checkpoint Schema" has them.
    private static readonly (string Name, string Type)[] Columns =
    [
        ("txn", "STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)"),
        ("add", $"STRUCT(path VARCHAR, partitionValues {Texts}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR)"),
        ("remove", "STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN)"),
        ("metaData", $"STRUCT(id VARCHAR, format STRUCT(provider VARCHAR, options {Texts}), schemaString VARCHAR, partitionColumns VARCHAR[], configuration {Texts}, createdTime BIGINT)"),
        ("protocol", "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])"),
    ];

    // How long readers of older versions may need files, and jobs may come back.
    private static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan TransactionAge = TimeSpan.FromDays(30);

    /// <summary>Writes the checkpoint of a version, and says so in <c>_last_checkpoint</c>. Doing it again, or two at once, changes nothing.</summary>
    public async Task WriteAsync(DatasetId table, DeltaState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var actions = Actions(state, now).ToList();
        var file = await RenderAsync(actions, cancellationToken);
        try
        {
            await blobs.PutAsync(DeltaLogName.Checkpoint(table, state.Version), file, BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // It is there: another writer's, of the same version.
        }
        var last = Encoding.UTF8.GetBytes($$"""{"version":{{state.Version}},"size":{{actions.Count}}}""");
        await blobs.PutAsync(DeltaLogName.LastCheckpoint(table), last, BlobCondition.None, cancellationToken);
    }

    private static IEnumerable<DeltaAction> Actions(DeltaState state, DateTimeOffset now)
    {
        yield return state.Protocol;
        yield return state.Metadata;
        foreach (var transaction in state.Transactions.Values.OrderBy(t => t.Version).ThenBy(t => t.Application, StringComparer.Ordinal))
            if (!(transaction.LastUpdated < (now - TransactionAge).ToUnixTimeMilliseconds())) yield return transaction;
        foreach (var file in state.Files) yield return file;
        foreach (var file in state.Removed)
            if (file.DeletionTime >= (now - TombstoneAge).ToUnixTimeMilliseconds()) yield return file;
    }

    private async Task<byte[]> RenderAsync(IReadOnlyList<DeltaAction> actions, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(engine.Value.TemporaryFolder, $"checkpoint-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            var (lines, parquet) = (Path.Combine(folder, "actions.json"), Path.Combine(folder, "checkpoint.parquet"));
            await File.WriteAllBytesAsync(lines, DeltaActionWriter.Write(actions, dataChange: false), cancellationToken);
            var types = Columns.ToDictionary(c => c.Name, c => ColumnType.Parse(c.Type), StringComparer.Ordinal);
            var query = new TableQuery($"SELECT {string.Join(", ", Columns.Select(c => $"\"{c.Name}\""))} FROM actions")
            {
                Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["actions"] = new JsonLinesInput([lines]) { Types = types } },
            };
            await engine.Value.WriteParquetAsync(query, parquet, new ParquetWriteOptions { Compression = ParquetCompression.Snappy }, cancellationToken);
            return await File.ReadAllBytesAsync(parquet, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
