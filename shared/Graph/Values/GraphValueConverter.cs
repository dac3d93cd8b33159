using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Graph.Values;

/// <summary>Values inside .NET objects, as plain JSON.</summary>
internal sealed class GraphValueConverter : JsonConverter<GraphValue>
{
    public override bool HandleNull => true;

    public override GraphValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => GraphValueJson.ReadPlain(ref reader);

    public override void Write(Utf8JsonWriter writer, GraphValue value, JsonSerializerOptions options) => GraphValueJson.WritePlain(writer, value);
}
