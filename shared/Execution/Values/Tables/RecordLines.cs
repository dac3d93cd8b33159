using System.Collections;
using System.Text.Json;
using Serverless.Graph.Values;
using Serverless.Tables;

namespace Serverless.Execution.Values.Tables;

/// <summary>Records on their way into a table: a JSON line each in a scratch file, so that no number of them fills the memory.</summary>
/// <param name="tables">The unit's.</param>
/// <param name="path">The file.</param>
/// <param name="type">The .NET type of a record, or of a list of them; null: columns have the types that their values show.</param>
internal sealed class RecordLines(UnitTables tables, string path, Type? type) : IAsyncDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, useAsync: true);

    public long Count { get; private set; }

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
                await AddRecordAsync(value, cancellationToken);
                break;
        }
    }

    /// <returns>Null when there is no record.</returns>
    public async Task<Table?> ToTableAsync(CancellationToken cancellationToken)
    {
        await _file.FlushAsync(cancellationToken);
        return Count == 0 ? null : tables.Over(new JsonLinesInput([path]) { Types = RecordColumns.Of(type) });
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private async ValueTask AddRecordAsync(object? value, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, value?.GetType() ?? typeof(object), ClrValues.Json);
        if (json[0] != (byte)'{') throw new NoTableException($"A table is made of records, and this is none: {System.Text.Encoding.UTF8.GetString(json.AsSpan(0, Math.Min(json.Length, 60)))}");
        await _file.WriteAsync(json, cancellationToken);
        _file.WriteByte((byte)'\n');
        Count++;
    }
}
