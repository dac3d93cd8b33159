using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Planning.Units;

/// <summary>
/// Units or blocks <paramref name="First"/> to <paramref name="Last"/>, both included. All of a pipeline that comes before is one of them, however many
/// units it has. As JSON the ordinal, or a pair: lists of ordinals, as plans and layouts had them once, are read as they are.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct OrdinalRange(int First, int Last)
{
    public int Count => Last - First + 1;

    public static implicit operator OrdinalRange(int ordinal) => FromInt32(ordinal);

    public static OrdinalRange FromInt32(int ordinal) => new(ordinal, ordinal);

    /// <summary>Sorted, and none that overlap or touch. In place.</summary>
    public static void Merge(List<OrdinalRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count < 2) return;
        ranges.Sort(static (a, b) => a.First.CompareTo(b.First));
        var end = 0;
        for (var at = 1; at < ranges.Count; at++)
        {
            if (ranges[at].First > ranges[end].Last + 1) ranges[++end] = ranges[at];
            else if (ranges[at].Last > ranges[end].Last) ranges[end] = ranges[end] with { Last = ranges[at].Last };
        }
        ranges.RemoveRange(end + 1, ranges.Count - end - 1);
    }

    /// <summary>At most so many ranges that hold all of these, and as little else as that allows: the smallest gaps are closed.</summary>
    /// <param name="ranges">Merged.</param>
    /// <param name="most">At least 1.</param>
    public static ImmutableArray<OrdinalRange> Cover(List<OrdinalRange> ranges, int most)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count <= most) return [.. ranges];
        var kept = Enumerable.Range(1, ranges.Count - 1).OrderByDescending(at => ranges[at].First - ranges[at - 1].Last).ThenBy(at => at).Take(most - 1).Order();
        var cover = ImmutableArray.CreateBuilder<OrdinalRange>(most);
        var first = 0;
        foreach (var gap in kept.Append(ranges.Count))
        {
            cover.Add(new OrdinalRange(ranges[first].First, ranges[gap - 1].Last));
            first = gap;
        }
        return cover.MoveToImmutable();
    }

    internal sealed class Converter : JsonConverter<OrdinalRange>
    {
        public override OrdinalRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number) return reader.GetInt32();
            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read()) throw new JsonException("An ordinal or a pair of them was expected.");
            var first = reader.GetInt32();
            if (!reader.Read()) throw new JsonException("A pair of ordinals was expected.");
            var last = reader.GetInt32();
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw new JsonException("A pair of ordinals was expected.");
            return new OrdinalRange(first, last);
        }

        public override void Write(Utf8JsonWriter writer, OrdinalRange value, JsonSerializerOptions options)
        {
            if (value.Count == 1)
            {
                writer.WriteNumberValue(value.First);
                return;
            }
            writer.WriteStartArray();
            writer.WriteNumberValue(value.First);
            writer.WriteNumberValue(value.Last);
            writer.WriteEndArray();
        }
    }
}
