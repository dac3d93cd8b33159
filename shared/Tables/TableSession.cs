using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Parquet;
using Serverless.Tables.Queries;
using Serverless.Tables.Rows;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>
/// Runs queries: <see cref="TableEngine"/> our own, <see cref="TableSandbox"/> a user's. Safe for concurrent use; each call takes a connection of its own.
/// Cancelling a token interrupts the query (within milliseconds) and throws <see cref="OperationCanceledException"/>; a file being written is then not there.
/// </summary>
public abstract class TableSession : IAsyncDisposable
{
    private protected TableSession()
    {
    }

    /// <summary>The version of DuckDB's library, part of the identity of what it computes. Loads the library at first use.</summary>
    /// <exception cref="TableException">Kind Library: not there, or another version.</exception>
    public static string LibraryVersion => Native.DuckDBLibrary.Version;

    /// <summary>The columns of the result, without running the query.</summary>
    public Task<TableSchema> DescribeAsync(TableQuery query, CancellationToken cancellationToken = default) => RunAsync(query, SelectStatement.Describe, cancellationToken);

    /// <summary>Opens the result for reading in chunks. The token also ends later reads.</summary>
    public async ValueTask<TableReader> ReadAsync(TableQuery query, CancellationToken cancellationToken = default) => await NativeThreadPool.RunAsync(() =>
    {
        var scope = Open(query, cancellationToken);
        Statement? statement = null;
        try
        {
            var sql = SelectStatement.Text(scope, query);
            statement = SelectStatement.Prepare(scope, scope.Connection, query, cancellationToken);
            if (ReadableForm.Casts(statement.Schema()) is { } casts)
            {
                statement.Dispose();
                statement = scope.Connection.Prepare(sql = SqlText.Wrap($"{scope.Inputs.With}SELECT * REPLACE ({casts}) FROM ", StatementEnd.Trim(query.Sql), "", scope.Inputs.Files), cancellationToken);
            }
            statement.Bind(query.Parameters);
            return new TableReader(scope, statement, sql, statement.Stream(cancellationToken), cancellationToken);
        }
        catch
        {
            statement?.Dispose();
            scope.Dispose();
            throw;
        }
    }, cancellationToken);

    /// <summary>Runs the query into one Parquet file.</summary>
    /// <param name="query">What to run.</param>
    /// <param name="path">The file; its folder exists. An existing file is replaced at the end, in one step. Not flushed to stable storage: publish it through a store.</param>
    /// <param name="options">Compression, row groups, key-value metadata.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<ParquetWriteResult> WriteParquetAsync(TableQuery query, string path, ParquetWriteOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(query, (scope, q, cancel) => ParquetWriter.Write(scope, q, Path.GetFullPath(path), options ?? new(), cancel), cancellationToken);

    /// <summary>Runs the query into one Parquet file for each combination of values of the partition columns, which are left out of the files. The bytes are the same in each run.</summary>
    /// <param name="query">What to run.</param>
    /// <param name="folder">A folder that is empty or not there. After a failure it is removed.</param>
    /// <param name="partitionBy">One or more columns of the result; not all of them.</param>
    /// <param name="options">Compression, row groups, key-value metadata.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="TableException">Kind NullKey: a partition column has nulls.</exception>
    public Task<IReadOnlyList<PartitionFile>> WritePartitionedAsync(
        TableQuery query, string folder, IReadOnlyList<string> partitionBy, ParquetWriteOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(query, (scope, q, cancel) => PartitionWriter.Write(scope, q, Path.GetFullPath(folder), partitionBy, options ?? new(), cancel), cancellationToken);

    /// <summary>Runs the query into a CSV file with a header, quoted where needed; null is an empty field, empty text is <c>""</c>.</summary>
    /// <returns>Rows.</returns>
    public Task<long> WriteCsvAsync(TableQuery query, string path, CancellationToken cancellationToken = default) =>
        RunAsync(query, (scope, q, cancel) => CsvWriter.Write(scope, q, Path.GetFullPath(path), cancel), cancellationToken);

    /// <summary>All rows as objects of a record, matched by the names of its constructor's parameters (case and underscores apart). The token ends the query.</summary>
    /// <exception cref="ArgumentException">A parameter of the constructor has no column, or a type that no column becomes.</exception>
    /// <exception cref="TableException">Kind Conversion: a value does not fit, or is null where the parameter takes none.</exception>
    public async Task<List<T>> RowsAsync<T>(TableQuery query, CancellationToken cancellationToken = default)
    {
        using var reader = await ReadAsync(query, cancellationToken);
        return await NativeThreadPool.RunAsync(() => reader.Rows<T>().ToList(), cancellationToken);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>The instance to run on now.</summary>
    private protected abstract Instance Current { get; }

    /// <summary>Whether inputs are views, or expressions before the query's text.</summary>
    private protected abstract bool HasViews { get; }

    /// <summary>Refuses what this session must not run.</summary>
    private protected abstract void Verify(Connection connection, TableQuery query, CancellationToken cancellationToken);

    private protected Task<T> RunAsync<T>(TableQuery query, Func<QueryScope, TableQuery, CancellationToken, T> run, CancellationToken cancellationToken) =>
        NativeThreadPool.RunAsync(() =>
        {
            using var scope = Open(query, cancellationToken);
            return run(scope, query, cancellationToken);
        }, cancellationToken);

    private QueryScope Open(TableQuery query, CancellationToken cancellationToken)
    {
        var scope = new QueryScope(Current, query, HasViews, cancellationToken);
        try
        {
            Verify(scope.Connection, query, cancellationToken);
            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }
}
