using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Serverless.Graph.Parameters;

/// <summary>The values of a job's parameters, for those who look at it.</summary>
public static class ParameterView
{
    /// <summary>By name, as they would be given; null: the document declares none.</summary>
    /// <param name="parameters">Of its document.</param>
    public static ImmutableSortedDictionary<string, JsonElement>? Of(ImmutableArray<JobParameter> parameters) =>
        parameters.IsEmpty ? null : parameters.ToImmutableSortedDictionary(p => p.Name, p => JsonOf(p), StringComparer.Ordinal);

    /// <summary>In a line: <c>day = 2026-11-30, n = 5</c>; long values cut. Empty: there are none.</summary>
    public static string LineOf(IReadOnlyDictionary<string, JsonElement>? values)
    {
        const int Most = 100;
        return string.Join(", ", (values ?? ImmutableSortedDictionary<string, JsonElement>.Empty).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v =>
        {
            var text = v.Value.ToString().ReplaceLineEndings(" ");
            return $"{v.Key} = {(v.Value.ValueKind == JsonValueKind.Null ? "null" : text.Length <= Most ? text : text[..Most] + "…")}";
        }));
    }

    private static JsonElement JsonOf(JobParameter parameter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) ParameterValues.Write(json, parameter.Value);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}
