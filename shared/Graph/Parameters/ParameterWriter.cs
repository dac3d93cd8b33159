using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Values;

namespace Serverless.Graph.Parameters;

/// <summary>Writes declarations and values so that reading them gives the same.</summary>
internal static class ParameterWriter
{
    /// <param name="json">In the document's object.</param>
    /// <param name="parameters">None: nothing is written.</param>
    /// <param name="isCanonical">By name, and without what changes no result: defaults, descriptions, and which other values would do.</param>
    public static void Write(Utf8JsonWriter json, ImmutableArray<JobParameter> parameters, bool isCanonical)
    {
        if (parameters.IsEmpty) return;
        if (isCanonical) parameters = parameters.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        json.WriteStartObject(ParameterReader.Declarations);
        foreach (var parameter in parameters) Declaration(json, parameter, isCanonical);
        json.WriteEndObject();
        json.WriteStartObject(ParameterReader.Given);
        foreach (var parameter in parameters)
        {
            json.WritePropertyName(parameter.Name);
            ParameterValues.Write(json, parameter.Value);
        }
        json.WriteEndObject();
    }

    private static void Declaration(Utf8JsonWriter json, JobParameter parameter, bool isCanonical)
    {
        json.WriteStartObject(parameter.Name);
        json.WriteString("type", ParameterType.NameOf(parameter.Type.Kind));
        if (parameter.Type.Of is { } items) json.WriteString("of", ParameterType.NameOf(items));
        // Null is a value where it is the default.
        if (parameter.Default is { } usual && (!isCanonical || parameter.Value.Kind == GraphValueKind.Null))
        {
            json.WritePropertyName("default");
            ParameterValues.Write(json, isCanonical ? GraphValue.Null : usual);
        }
        if (!isCanonical)
        {
            if (parameter.Description is { } description) json.WriteString("description", description);
            Allowed(json, parameter);
        }
        json.WriteEndObject();
    }

    private static void Allowed(Utf8JsonWriter json, JobParameter parameter)
    {
        if (parameter.Allowed.IsEmpty) return;
        json.WriteStartArray("values");
        foreach (var value in parameter.Allowed) ParameterValues.Write(json, value);
        json.WriteEndArray();
    }
}
