using System.Collections;
using System.Text.Json;
using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Values;
using Serverless.Tables;
using Serverless.Tables.Inputs;

namespace Serverless.Execution.Values.Tables;

/// <summary>
/// Records on their way into a table: columns that grow in memory. What is large goes to files piece by piece, so that no number of records fills the memory. The
/// table is the same for any order of the records and for any size of a piece.
/// </summary>
/// <param name="tables">The unit's.</param>
/// <param name="type">The .NET type of a record, or of a list of them; null: columns have the types that their values show.</param>
/// <param name="shape">The columns that all records of the collection have; null: they show one by one.</param>
internal sealed class RecordTable(UnitTables tables, Type? type, RecordShape? shape)
{
    // The types of all columns are known before the first record: then a piece is final at once.
    private readonly bool _isSettled = shape is not null || RecordColumns.AreKnown(type);
    private readonly RecordReader _reader = new(type);
    private readonly RecordPieces _pieces = new(tables.Files);
    private readonly List<ParquetFile> _files = [];
    private StructRecordColumn? _columns;
    private long _bytes;

    /// <summary>Adds a record, or each of a list.</summary>
    /// <exception cref="NoTableException">It is something else.</exception>
    public async ValueTask AddAsync(object? value, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case GraphValue { Kind: GraphValueKind.List } list:
                foreach (var item in list.AsList()) await AddAsync(item, cancellationToken);
                break;
            case JsonElement { ValueKind: JsonValueKind.Array } array:
                foreach (var item in array.EnumerateArray()) await AddAsync(item, cancellationToken);
                break;
            case IAsyncEnumerable<object?> later:
                await foreach (var item in later.WithCancellation(cancellationToken)) await AddAsync(item, cancellationToken);
                break;
            case IEnumerable many and not string and not IDictionary and not byte[]:
                foreach (var item in many) await AddAsync(item, cancellationToken);
                break;
            default:
                AddRecord(value);
                if (_bytes >= tables.PieceBytes) await CutAsync(cancellationToken);
                break;
        }
    }

    /// <returns>Null when there is no record, and nothing else says which columns there are: no shape, and no .NET type with members of known types.</returns>
    /// <exception cref="NoTableException">The records have no field.</exception>
    public async Task<Table?> ToTableAsync(CancellationToken cancellationToken)
    {
        if ((_columns ??= WithoutRecords()) is not { } columns) return null;
        if (_files.Count == 0 && _pieces.Count == 0) return tables.Over(Columns(columns.IsLate ? _pieces.ReadOpen(columns.Empty()) : columns));
        // What is known when the last record was seen is what counts for all.
        await foreach (var piece in _pieces.ReadAsync(columns.Empty, cancellationToken)) await SaveAsync(piece, cancellationToken);
        if (_bytes > 0) await SaveAsync(_isSettled ? columns : _pieces.ReadOpen(columns.Empty()), cancellationToken);
        return tables.Over(new ParquetInput([.. _files]) { IsOurs = true });
    }

    private void AddRecord(object? value)
    {
        _reader.Read(value, _columns ??= NewColumns());
        _bytes += _reader.Json.Length;
        if (!_isSettled) _pieces.Add(_reader.Json);
    }

    private async Task CutAsync(CancellationToken cancellationToken)
    {
        if (_isSettled) await SaveAsync(_columns!, cancellationToken);
        else await _pieces.CutAsync(cancellationToken);
        (_columns, _bytes) = (_columns!.Empty(), 0);
    }

    private StructRecordColumn? WithoutRecords() => NewColumns() is { Fields.Count: > 0 } columns ? columns : null;

    private StructRecordColumn NewColumns()
    {
        if (shape is not null) return shape.NewColumns();
        var known = RecordColumns.Of(type);
        var columns = new StructRecordColumn("", known.ToDictionary(column => column.Name, column => column.Make, StringComparer.Ordinal));
        foreach (var column in known) columns.Declare(column.Name);
        return columns;
    }

    private static ColumnsInput Columns(StructRecordColumn columns) =>
        columns.Fields.Count > 0 ? new ColumnsInput(columns.Columns()) : throw new NoTableException("The records have no field, and a table has at least one column.");

    private async Task SaveAsync(StructRecordColumn columns, CancellationToken cancellationToken) =>
        _files.AddRange(((ParquetInput)(await tables.QueryAsync(Execution.Tables.TableSteps.Everything, Columns(columns), cancellationToken)).Input).Files);
}
