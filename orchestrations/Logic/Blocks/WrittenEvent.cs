using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Blocks;

/// <summary>A unit's end as its batch will have it. Written once: its length says how many fit, and the batch takes the bytes as they are.</summary>
/// <param name="Json">UTF-8.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct WrittenEvent(byte[] Json)
{
    public static WrittenEvent Of(UnitEvent ended) => new(JsonSerializer.SerializeToUtf8Bytes(ended, DurableJson.Options));

    internal sealed class Converter : JsonConverter<WrittenEvent>
    {
        public override void Write(Utf8JsonWriter writer, WrittenEvent value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json, skipInputValidation: true);

        public override WrittenEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(JsonSerializer.Deserialize<UnitEvent>(ref reader, options)!);
    }
}

/// <summary>An <see cref="EventBatch"/> as it is sent: the same JSON.</summary>
/// <inheritdoc cref="EventBatch"/>
internal sealed record WrittenBatch(JobKey Job, string Source, int Sequence, IReadOnlyList<WrittenEvent> Events)
{
    /// <inheritdoc cref="EventBatch.Speculated"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnitSpeculated>? Speculated { get; init; }
}
