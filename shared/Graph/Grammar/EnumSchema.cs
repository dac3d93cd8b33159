using System.Text.Json;

namespace Serverless.Graph.Grammar;

/// <summary>How an enum stands in a document, where <see cref="DocumentReader.Choice"/> reads it: its names in camel case.</summary>
internal static class EnumSchema
{
    public static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static IEnumerable<string> NamesOf<T>() where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);

    /// <summary>One of an enum's names in camel case; the first is the default.</summary>
    public static string Of<T>(string description) where T : struct, Enum
    {
        var names = NamesOf<T>().ToList();
        return $$"""{ "enum": {{JsonSerializer.Serialize(names)}}, "default": "{{names[0]}}", "description": "{{description}}" }""";
    }
}
