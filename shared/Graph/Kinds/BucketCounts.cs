using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>How many partitions a document asks for where rows are spread by their keys: a setting of every kind that spreads them. Null: as many as their size makes useful.</summary>
internal static class BucketCounts
{
    private static readonly Bounds Bounds = new(1, 4096);

    public static string Schema(string description) => $$"""{ {{Bounds.Schema}}, "description": "{{description}}" }""";

    public static int? Read(ref DocumentReader reader, string property) => (int?)reader.Integer(property, Bounds);

    public static void Check(string property, int? count, JsonPath path, ProblemList problems)
    {
        if (count is { } asked) Bounds.Check(property, asked, path[property], problems);
    }

    public static void Write(Utf8JsonWriter json, string property, int? count)
    {
        if (count is { } asked) json.WriteNumber(property, asked);
    }

    public static GraphValue ValueOf(int? count) => count is { } asked ? GraphValue.Of(asked) : default;
}
