using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>Values that are given to a document from outside: they become its <c>params</c>, and it says what is wrong with them.</summary>
public sealed class GivenParameters
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>None.</summary>
    public static GivenParameters None { get; } = new();

    public bool IsEmpty => _values.Count == 0 && _texts.Count == 0;

    public IEnumerable<string> Names => _values.Keys.Concat(_texts.Keys);

    /// <summary>Values as they were typed.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Values as JSON, in an object; later ones go before earlier ones.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public GivenParameters WithJson(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        using var json = JsonDocument.ParseValue(ref reader);
        return reader.Read() ? throw new JsonException("Something stands behind the object.") : WithJson(json.RootElement);
    }

    /// <inheritdoc cref="WithJson(ReadOnlySpan{byte})"/>
    public GivenParameters WithJson(JsonElement values)
    {
        if (HalfPairs.AreIn(Encoding.UTF8.GetBytes(values.GetRawText()))) throw new JsonException(HalfPairs.Message);
        if (values.ValueKind != JsonValueKind.Object) throw new JsonException("Parameters are an object of names and values, as { \"day\": \"2026-11-30\" }.");
        var made = Copy();
        foreach (var property in values.EnumerateObject())
        {
            made._texts.Remove(property.Name);
            made._values[property.Name] = property.Value.Clone();
        }
        return made;
    }

    /// <summary>A value as text: what it is, its declaration says.</summary>
    public GivenParameters WithText(string name, string value)
    {
        var made = Copy();
        made._values.Remove(name);
        made._texts[name] = value;
        return made;
    }

    /// <summary>Those of some names alone.</summary>
    public GivenParameters Only(Func<string, bool> wanted)
    {
        var made = new GivenParameters();
        foreach (var (name, value) in _values.Where(v => wanted(v.Key))) made._values.Add(name, value);
        foreach (var (name, value) in _texts.Where(v => wanted(v.Key))) made._texts.Add(name, value);
        return made;
    }

    /// <summary>Names that a document declares; none where it is no JSON.</summary>
    public static IReadOnlyCollection<string> DeclaredBy(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var plain = RelaxedJson.Text(utf8);
            if (HalfPairs.AreIn(plain)) return [];
            var (declarations, given) = ParameterReader.Sections(plain);
            using (given)
            using (declarations)
                return declarations?.RootElement.ValueKind == JsonValueKind.Object ? [.. declarations.RootElement.EnumerateObject().Select(p => p.Name)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The document with these values in its <c>params</c>, before those that it has; as it is, where it is no JSON, or nothing is given.</summary>
    public byte[] PutInto(ReadOnlySpan<byte> utf8)
    {
        if (IsEmpty) return utf8.ToArray();
        try
        {
            var plain = RelaxedJson.Text(utf8);
            // The parser tells where they are.
            if (HalfPairs.AreIn(plain)) return utf8.ToArray();
            return GivenText.Replace(plain, Merged(plain));
        }
        catch (JsonException)
        {
            return utf8.ToArray();
        }
    }

    private GivenParameters Copy() => Only(static _ => true);

    private byte[] Merged(ReadOnlySpan<byte> utf8)
    {
        var (declarations, before) = ParameterReader.Sections(utf8);
        using (declarations)
        using (before)
        {
            var types = TypesIn(declarations?.RootElement);
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, Options))
            {
                json.WriteStartObject();
                if (before?.RootElement.ValueKind == JsonValueKind.Object)
                {
                    foreach (var property in before.RootElement.EnumerateObject().Where(p => !_values.ContainsKey(p.Name) && !_texts.ContainsKey(p.Name))) property.WriteTo(json);
                }
                foreach (var (name, value) in _values)
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
                foreach (var (name, text) in _texts)
                {
                    json.WritePropertyName(name);
                    // What is no value of the type stays text, and is refused as such.
                    ParameterValues.Write(json, types.TryGetValue(name, out var type) && ParameterValues.OfText(text, type) is { } value ? value : GraphValue.Of(text));
                }
                json.WriteEndObject();
            }
            return buffer.WrittenSpan.ToArray();
        }
    }

    private static Dictionary<string, ParameterType> TypesIn(JsonElement? declarations)
    {
        var types = new Dictionary<string, ParameterType>(StringComparer.Ordinal);
        if (declarations is not { ValueKind: JsonValueKind.Object } all) return types;
        foreach (var declaration in all.EnumerateObject())
        {
            if (KindIn(declaration.Value, "type") is { } kind && (kind != ParameterKind.List || KindIn(declaration.Value, "of") is not (null or ParameterKind.List)))
                types[declaration.Name] = new ParameterType(kind, kind == ParameterKind.List ? KindIn(declaration.Value, "of") : null);
        }
        return types;
    }

    private static ParameterKind? KindIn(JsonElement declaration, string property) =>
        declaration.ValueKind == JsonValueKind.Object && declaration.TryGetProperty(property, out var name) && name.ValueKind == JsonValueKind.String ? ParameterType.Find(name.GetString()) : null;
}
