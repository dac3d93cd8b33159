using System.Buffers;
using System.Text;
using System.Text.Json;
using Serverless.Execution.Values.Tables.Columns;
using Serverless.Graph.Values;

namespace Serverless.Execution.Values.Tables;

/// <summary>Reads records into columns, as their JSON, in which numbers are spelled by their kind.</summary>
/// <param name="type">The .NET type of a record, for messages; null: not known.</param>
internal sealed class RecordReader(Type? type)
{
    /// <summary>How records are read: deep ones, too.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };
    private static readonly JsonWriterOptions Writing = new() { Encoder = ClrValues.Json.Encoder, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The JSON of the record that was read last.</summary>
    public ReadOnlySpan<byte> Json => _buffer.WrittenSpan;

    /// <exception cref="NoTableException">It is no record, or columns cannot hold it.</exception>
    public void Read(object? value, StructRecordColumn columns)
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, Writing)) JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), ExactJson.Options);
        var json = new Utf8JsonReader(_buffer.WrittenSpan, Reading);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            throw new NoTableException($"A table is made of records, and this is none: {Encoding.UTF8.GetString(_buffer.WrittenSpan[..Math.Min(_buffer.WrittenCount, 60)])}");
        try
        {
            columns.Add(ref json);
        }
        catch (Exception e) when (e is FormatException or (InvalidOperationException and not NoTableException))
        {
            throw new NoTableException($"A record is none of {type?.Name ?? "its kind"}: {e.Message}");
        }
    }
}
