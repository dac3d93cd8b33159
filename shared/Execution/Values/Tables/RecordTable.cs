using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>Records on their way into a table: columns that grow in memory. What is large goes to files piece by piece, so that no number of records fills the memory.</summary>
/// <param name="tables">The unit's.</param>
/// <param name="type">The .NET type of a record, or of a list of them; null: columns have the types that their values show.</param>
internal sealed class RecordTable(UnitTables tables, Type? type)
{
    // As JSON; columns take about as much.
    private const long PieceBytes = 32L << 20;

    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };
    private static readonly JsonWriterOptions Writing = new() { Encoder = ClrValues.Json.Encoder, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new();
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

    /// <returns>Null when there is no record.</returns>
    /// <exception cref="NoTableException">The records have no field.</exception>
    public async Task<Table?> ToTableAsync(CancellationToken cancellationToken)
    {
        if (_pieces.Count == 0) return _columns is null ? null : tables.Over(Columns(_columns));
        if (_columns is not null) await SaveAsync(cancellationToken);
        return tables.Over(new ParquetInput([.. _pieces]) { UnionByName = true, HasTypes = true });
    }

    private void AddRecord(object? value)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, Writing)) JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), ClrValues.Json);
        var json = new Utf8JsonReader(_buffer.WrittenSpan, Reading);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new NoTableException($"A table is made of records, and this is none: {Encoding.UTF8.GetString(_buffer.WrittenSpan[..Math.Min(_buffer.WrittenCount, 60)])}");
        try
        {
            (_columns ??= NewColumns()).Add(ref json);
        }
        catch (Exception e) when (e is FormatException or (InvalidOperationException and not NoTableException))
        {
            throw new NoTableException($"A record is none of {type?.Name ?? "its kind"}: {e.Message}");
        }
        _bytes += _buffer.WrittenCount;
    }

    private StructRecordColumn NewColumns()
    {
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
