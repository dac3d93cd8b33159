using System.Text.Json;
using Serverless.Graph.Validation;

namespace Serverless.Graph.Kinds;

/// <summary>How many values one call of a tree of calls takes: a property of every kind that folds by a function.</summary>
internal static class SplitEvery
{
    private const string Name = "splitEvery";

    private static readonly Bounds Bounds = new(2, 10_000);

    public static NodePart Part { get; } = new(
        Name,
        $$"""{ {{Bounds.Schema}}, "default": {{ReduceNode.DefaultSplitEvery}}, "description": "Values that one call of the tree takes." }""",
        static (ref reader) => (int?)reader.Integer(Name, Bounds));

    public static int Of(NodeParts parts) => (int?)parts[Part] ?? ReduceNode.DefaultSplitEvery;

    public static void Check(int value, JsonPath path, ProblemList problems) => Bounds.Check(Name, value, path[Name], problems);

    public static void Write(Utf8JsonWriter json, int value)
    {
        if (value != ReduceNode.DefaultSplitEvery) json.WriteNumber(Name, value);
    }
}
