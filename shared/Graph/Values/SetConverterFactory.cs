using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Graph.Values;

/// <summary>Sets have no order: their elements are written sorted by their JSON, so that equal sets are equal arguments.</summary>
internal sealed class SetConverterFactory : JsonConverterFactory
{
    private static readonly Type[] Sets = [typeof(HashSet<>), typeof(ISet<>), typeof(IReadOnlySet<>), typeof(ImmutableHashSet<>), typeof(IImmutableSet<>)];

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && Sets.Contains(typeToConvert.GetGenericTypeDefinition());

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(SetConverter<,>).MakeGenericType(typeToConvert, typeToConvert.GetGenericArguments()[0]))!;

    private sealed class SetConverter<TSet, T> : JsonConverter<TSet>
        where TSet : IEnumerable<T>
    {
        public override TSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var items = JsonSerializer.Deserialize<T[]>(ref reader, options) ?? [];
            return (TSet)(object)(typeof(TSet).IsAssignableFrom(typeof(HashSet<T>)) ? new HashSet<T>(items) : ImmutableHashSet.CreateRange(items));
        }

        public override void Write(Utf8JsonWriter writer, TSet value, JsonSerializerOptions options)
        {
            var items = value.Select(item => JsonSerializer.SerializeToUtf8Bytes(item, options)).ToArray();
            Array.Sort(items, static (a, b) => a.AsSpan().SequenceCompareTo(b));
            writer.WriteStartArray();
            foreach (var item in items) writer.WriteRawValue(item, skipInputValidation: true);
            writer.WriteEndArray();
        }
    }
}
