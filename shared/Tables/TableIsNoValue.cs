using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Tables;

/// <summary>Says what is wrong when a table stands where a value is wanted.</summary>
internal sealed class TableIsNoValue : JsonConverter<Table>
{
    public override Table Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refused();

    public override void Write(Utf8JsonWriter writer, Table value, JsonSerializerOptions options) => throw Refused();

    private static NotSupportedException Refused() =>
        new("A Table is no value: a function takes or gives it as a parameter or as its result, not within a list or a record.");
}
