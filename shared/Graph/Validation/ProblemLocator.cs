using System.Text.Json;

namespace Serverless.Graph.Validation;

/// <summary>Finds where paths stand in a text, all in one pass.</summary>
internal static class ProblemLocator
{
    /// <summary>For each path the byte offset of its value, or of the nearest thing around it that exists; 0 for null.</summary>
    public static long[] Find(ReadOnlySpan<byte> utf8, JsonPath?[] paths)
    {
        var root = new Place();
        var places = Array.ConvertAll(paths, path => path is null ? null : root.Descend(path));
        var reader = new Utf8JsonReader(utf8);
        if (reader.Read()) Visit(ref reader, root);
        return Array.ConvertAll(places, place => place?.Found ?? 0);
    }

    private static void Visit(ref Utf8JsonReader reader, Place place)
    {
        place.Offset = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var next = place.Next.Count == 0 ? null : place.Next.GetValueOrDefault(reader.GetString()!);
                reader.Read();
                VisitOrSkip(ref reader, next);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                VisitOrSkip(ref reader, place.Next.Count == 0 ? null : place.Next.GetValueOrDefault(i));
            }
        }
    }

    private static void VisitOrSkip(ref Utf8JsonReader reader, Place? next)
    {
        if (next is null) reader.Skip();
        else Visit(ref reader, next);
    }

    private sealed class Place(Place? parent = null)
    {
        public Dictionary<object, Place> Next { get; } = [];

        public long? Offset { get; set; }

        public long Found
        {
            get
            {
                for (var at = this; at is not null; at = at.Parent)
                {
                    if (at.Offset is { } offset) return offset;
                }
                return 0;
            }
        }

        private Place? Parent { get; } = parent;

        public Place Descend(JsonPath path)
        {
            var at = this;
            foreach (var segment in path.Segments())
            {
                if (!at.Next.TryGetValue(segment, out var next)) at.Next[segment] = next = new Place(at);
                at = next;
            }
            return at;
        }
    }
}
