using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Values;
using Serverless.Tables.Columns;

namespace Serverless.Execution.Values.Tables.Columns;

/// <summary>Values of several kinds, each as its JSON: doubles with their point, text as it is.</summary>
internal sealed class MixedColumn : RecordColumn
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly TextRecordColumn _texts = new();

    public override int Count => _texts.Count;

    public override void Add(ref Utf8JsonReader json) => Add(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref json)));

    public override void AddNull() => _texts.AddNull();

    public override RecordColumn Empty() => new MixedColumn();

    public override ColumnData ToData(string name) => _texts.ToData(name);

    private void Add(ReadOnlySpan<byte> exact)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Readable)) ExactJson.WriteReadable(exact, json);
        _texts.Add(Encoding.UTF8.GetString(text.WrittenSpan));
    }
}
