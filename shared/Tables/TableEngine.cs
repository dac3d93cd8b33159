using Serverless.Storage;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Instances;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Scratch;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>The shared instance, for our own SQL only: it may read and write every file that this process may. Opened at first use, and anew after a fault that ended it.</summary>
public sealed class TableEngine : TableSession
{
    private readonly EngineOptions _options;
    private readonly Lock _gate = new();
    private Instance? _instance;
    private bool _disposed;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public TableEngine(EngineOptions options)
    {
        options.Validate();
        _options = options;
    }

    private protected override Instance Current
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_instance is { IsBroken: false }) return _instance;
                _instance?.Dispose();
                return _instance = Instance.Open(Settings.AtOpen(_options.Threads, _options.MemoryBytes), Settings.Engine(_options), _options.MemoryBytes, _options.Functions);
            }
        }
    }

    private protected override bool HasViews => false;

    /// <summary>What a Parquet file says of itself: rows, row groups with statistics, schema, key-value metadata. Reads the footer only.</summary>
    /// <exception cref="TableException">Kind MissingInput or CorruptInput.</exception>
    public async Task<ParquetInfo> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        var full = Path.GetFullPath(path);
        return await FooterReader.InspectAsync(full, cancellationToken)
            ?? await JudgeAsync(full, cancellationToken);
    }

    /// <summary>The same by DuckDB.</summary>
    internal Task<ParquetInfo> JudgeAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(new TableQuery(""), (scope, _, cancel) => ParquetInspector.Inspect(scope.Connection, path, cancel), cancellationToken);

    /// <summary>The same of a blob: its last bytes are fetched and nothing else.</summary>
    /// <exception cref="BlobNotFoundException">It is not there.</exception>
    /// <exception cref="TableException">Kind CorruptInput.</exception>
    public async Task<ParquetInfo> InspectAsync(IBlobStore store, BlobName blob, CancellationToken cancellationToken = default)
    {
        var properties = await store.GetPropertiesAsync(blob, cancellationToken) ?? throw new BlobNotFoundException(blob, store.Container);
        var path = Path.Combine(_options.TemporaryFolder, $"footer-{Guid.NewGuid():N}.parquet");
        try
        {
            await SparseDownload.FooterAsync(store, properties, path, cancellationToken);
            return await InspectAsync(path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>All rows of a Parquet blob as JSON lines (see <see cref="JsonRows"/>): for small files, as the checkpoints of logs.</summary>
    /// <exception cref="BlobNotFoundException">It is not there.</exception>
    /// <exception cref="TableException">Kind CorruptInput.</exception>
    public async Task<ReadOnlyMemory<byte>> JsonLinesAsync(IBlobStore store, BlobName blob, CancellationToken cancellationToken = default)
    {
        var properties = await store.GetPropertiesAsync(blob, cancellationToken) ?? throw new BlobNotFoundException(blob, store.Container);
        var path = Path.Combine(_options.TemporaryFolder, $"rows-{Guid.NewGuid():N}.parquet");
        try
        {
            await BlobDownload.WholeAsync(store, properties, path);
            var query = new TableQuery("FROM rows") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["rows"] = TableInput.Parquet(path) } };
            using var reader = await ReadAsync(query, cancellationToken);
            using var lines = new MemoryStream();
            await JsonRows.WriteLinesAsync(reader, lines, cancellationToken);
            return lines.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A Parquet file that holds a schema and no rows.</summary>
    public async Task<byte[]> RenderSchemaAsync(TableSchema schema, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        if (await SchemaFile.RenderAsync(schema, metadata, cancellationToken) is { } file) return file;
        var path = Path.Combine(_options.TemporaryFolder, $"schema-{Guid.NewGuid():N}.parquet");
        try
        {
            var none = new TableQuery("FROM schema") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["schema"] = new EmptyInput(schema) } };
            await WriteParquetAsync(none, path, new ParquetWriteOptions { Metadata = metadata }, cancellationToken);
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Where its own files are: the host's, for as long as it runs.</summary>
    public string TemporaryFolder => _options.TemporaryFolder;

    public override ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            _instance?.Dispose();
            _instance = null;
        }
        return ValueTask.CompletedTask;
    }

    private protected override void Verify(Connection connection, TableQuery query, CancellationToken cancellationToken)
    {
        // Our own SQL is trusted; but a second statement would be cut off in silence.
        if (StatementEnd.Trim(query.Sql).Length < query.Sql.Length) connection.VerifySingle(query.Sql);
    }
}
