using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Tables.Rows;

namespace Serverless.Tables;

/// <summary>Rows as JSON, one object a row. Numbers keep every digit; NaN and infinity are text; dates are ISO 8601; bytes are base64; a map is an object.</summary>
public static class JsonRows
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object a line (JSON lines).</summary>
    /// <returns>Rows.</returns>
    public static async Task<long> WriteLinesAsync(TableReader reader, Stream output, CancellationToken cancellationToken = default)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        long rows = 0;
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var row = 0; row < reader.RowCount; row++, rows++)
            {
                WriteRow(json, reader, row);
                await json.FlushAsync(cancellationToken);
                json.Reset();
                output.WriteByte((byte)'\n');
            }
        }
        await output.FlushAsync(cancellationToken);
        return rows;
    }

    /// <summary>All rows as one array, within a document of the caller's.</summary>
    public static void WriteArray(TableReader reader, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        while (reader.Read())
        {
            for (var row = 0; row < reader.RowCount; row++) WriteRow(json, reader, row);
        }
        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, TableReader reader, int row)
    {
        json.WriteStartObject();
        for (var column = 0; column < reader.Schema.Columns.Count; column++)
        {
            json.WritePropertyName(reader.Schema.Columns[column].Name);
            JsonValue.Write(json, reader.Column(column).Value(row));
        }
        json.WriteEndObject();
    }
}
