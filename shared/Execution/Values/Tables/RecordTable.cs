using System.Collections;
using System.Text.Json;
using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>Records on their way into a table: columns that grow in memory. What is large goes to files piece by piece, so that no number of records fills the memory.</summary>
/// <param name="tables">The unit's.</param>
/// <param name="type">The .NET type of a record, or of a list of them; null: columns have the types that their values show.</param>
/// <param name="shape">The columns that all records of the collection have; null: they show one by one.</param>
internal sealed class RecordTable(UnitTables tables, Type? type, RecordShape? shape)
{
    // As JSON; columns take about as much.
    private const long PieceBytes = 32L << 20;

    private readonly RecordReader _reader = new(type);
    private readonly List<ParquetFile> _pieces = [];
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
                if (_bytes >= PieceBytes) await SaveAsync(cancellationToken);
                break;
        }
    }

    /// <returns>Null when there is no record, and nothing else says which columns there are.</returns>
    /// <exception cref="NoTableException">The records have no field.</exception>
    public async Task<Table?> ToTableAsync(CancellationToken cancellationToken)
    {
        if (_pieces.Count == 0) return (_columns ??= shape?.NewColumns()) is { } columns ? tables.Over(Columns(columns)) : null;
        if (_columns is not null) await SaveAsync(cancellationToken);
        return tables.Over(new ParquetInput([.. _pieces]) { UnionByName = true, HasTypes = true });
    }

    private void AddRecord(object? value) => _bytes += _reader.Read(value, _columns ??= NewColumns());

    private StructRecordColumn NewColumns()
    {
        if (shape is not null) return shape.NewColumns();
        var known = RecordColumns.Of(type);
        var columns = new StructRecordColumn("", known.ToDictionary(column => column.Name, column => column.Make, StringComparer.Ordinal));
        foreach (var (name, _) in known) columns.Declare(name);
        return columns;
    }

    private static ColumnsInput Columns(StructRecordColumn columns) =>
        columns.Fields.Count > 0 ? new ColumnsInput(columns.Columns()) : throw new NoTableException("The records have no field, and a table has at least one column.");

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var piece = await tables.QueryAsync(Execution.Tables.TableSteps.Everything, new Dictionary<string, TableInput>(StringComparer.OrdinalIgnoreCase) { [Execution.Tables.TableSteps.Input] = Columns(_columns!) }, cancellationToken);
        _pieces.AddRange(((ParquetInput)piece.Input).Files);
        (_columns, _bytes) = (null, 0);
    }
}
