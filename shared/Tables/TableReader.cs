using Serverless.Tables.Errors;
using Serverless.Tables.Instances;
using Serverless.Tables.Native;
using Serverless.Tables.Queries;
using Serverless.Tables.Reading;
using Serverless.Tables.Sql;
using Serverless.Tables.Types;

namespace Serverless.Tables;

/// <summary>
/// The rows of a query, chunk by chunk (up to 2,048 rows), computed as they are read: <see cref="Read"/> runs the query on the calling thread.
/// One reader, one thread at a time. It holds a connection until it is disposed.
/// </summary>
public sealed class TableReader : IDisposable
{
    private readonly QueryScope _scope;
    private readonly Statement _statement;
    private readonly SqlText _sql;
    private readonly ResultHandle _result;
    private readonly CancellationToken _cancellationToken;
    private ChunkHandle? _chunk;

    internal TableReader(QueryScope scope, Statement statement, SqlText sql, ResultHandle result, CancellationToken cancellationToken)
    {
        (_scope, _statement, _sql, _result, _cancellationToken) = (scope, statement, sql, result, cancellationToken);
        Schema = statement.Schema();
    }

    public TableSchema Schema { get; }

    /// <summary>Rows of the current chunk.</summary>
    public int RowCount { get; private set; }

    /// <summary>Counts chunks, so that a view of an earlier one is noticed.</summary>
    internal int Version { get; private set; }

    /// <summary>Moves to the next chunk that has rows; views and spans of the chunk before are void from here on.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="TableException">The query failed while it ran.</exception>
    /// <exception cref="OperationCanceledException">The token that the reader was opened with was cancelled.</exception>
    public bool Read()
    {
        ObjectDisposedException.ThrowIf(_result.IsClosed, this);
        Release();
        using var interruption = new Interruption(_scope.Connection.Handle, _cancellationToken);
        do
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var chunk = _result.Fetch();
            if (chunk == 0)
            {
                var error = _result.Error();
                return error.Length == 0 ? false : throw _scope.Connection.Fault(error, _sql, _cancellationToken);
            }
            _chunk?.Dispose();
            _chunk = new ChunkHandle(chunk);
            RowCount = (int)NativeMethods.ChunkSize(chunk);
        }
        while (RowCount == 0);
        return true;
    }

    /// <summary>A column of the current chunk, by position in <see cref="Schema"/>.</summary>
    public ColumnView Column(int index)
    {
        if (_chunk is null) throw new InvalidOperationException("There is no current chunk: Read was not called, returned false, or the reader is disposed.");
        var column = Schema.Columns[index];
        return new ColumnView(this, Version, new NativeVector(NativeMethods.ChunkVector(_chunk.DangerousGetHandle(), (ulong)index)), column.Name, column.Type, RowCount);
    }

    /// <summary>A column of the current chunk, by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public ColumnView Column(string name)
    {
        var index = Schema.IndexOf(name);
        return index >= 0 ? Column(index) : throw new ArgumentException($"There is no column '{name}'; there are: {string.Join(", ", Schema.Columns.Select(c => c.Name))}.", nameof(name));
    }

    /// <summary>The rows that are left, as objects of a record; see <see cref="TableSession.RowsAsync{T}"/>.</summary>
    public IEnumerable<T> Rows<T>()
    {
        var mapper = RowMapper<T>.For(Schema);
        while (Read())
        {
            var rows = RowCount;
            for (var row = 0; row < rows; row++) yield return mapper.Map(this, row);
        }
    }

    /// <summary>The current chunk's vectors, for code of this assembly that is done with them before the next read.</summary>
    internal NativeVector Vector(int index) => new(NativeMethods.ChunkVector(_chunk!.DangerousGetHandle(), (ulong)index));

    /// <summary>Ends the query, also in its middle.</summary>
    public void Dispose()
    {
        if (_result.IsClosed) return;
        Release();
        _result.Dispose();
        _statement.Dispose();
        _scope.Dispose();
    }

    private void Release()
    {
        Version++;
        RowCount = 0;
        _chunk?.Dispose();
        _chunk = null;
    }
}
