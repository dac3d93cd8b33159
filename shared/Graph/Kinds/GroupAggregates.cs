using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>A column of a grouped table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Function">What it is.</param>
/// <param name="Column">Of which column; null: of rows, for <see cref="GroupFunction.Count"/> alone.</param>
/// <param name="At">Of a quantile: which, from 0 to 1.</param>
public sealed record GroupAggregate(string Name, GroupFunction Function, string? Column = null, double? At = null)
{
    /// <summary>Partial results of it are small, and can be merged.</summary>
    public bool HasPartials => Function <= GroupFunction.Last;
}

/// <summary>What a group's rows come to; those whose partial results can be merged first. Nulls take no part, except where it says so.</summary>
public enum GroupFunction
{
    /// <summary>Rows; of a column, those that are not null.</summary>
    Count,

    /// <summary>Exact for whole numbers and decimals; null where there is none.</summary>
    Sum,

    Min,

    Max,

    /// <summary>A double.</summary>
    Mean,

    /// <summary>The value of the first row, null or not.</summary>
    First,

    /// <summary>The value of the last row, null or not.</summary>
    Last,

    /// <summary>How many different values there are, exactly.</summary>
    CountDistinct,

    /// <summary>The same, a few per cent off, without holding them.</summary>
    ApproxCountDistinct,

    /// <summary>The value at a share of the sorted values, between two neighbours where it falls there.</summary>
    Quantile,

    Median,

    /// <summary>The standard deviation of a sample.</summary>
    Stddev,

    /// <summary>The variance of a sample.</summary>
    Variance,
}

/// <summary>How aggregates are written: <c>"count"</c>, <c>{ "sum": "price" }</c>, <c>{ "quantile": "price", "at": 0.9 }</c>.</summary>
internal static class GroupAggregates
{
    private const string At = "at";

    private static readonly ImmutableArray<string> FunctionNames = [.. EnumSchema.NamesOf<GroupFunction>()];

    public static string Schema => $$"""
        { "oneOf": [{ "const": "count" }, { "type": "object", "minProperties": 1, "maxProperties": 2, "additionalProperties": false, "properties": {
        {{string.Join(", ", FunctionNames.Select(name => $$"""
        "{{name}}": { "type": "string" }
        """))}}, "at": { "type": "number", "minimum": 0, "maximum": 1 } } }] }
        """;

    public static ImmutableArray<GroupAggregate> Read(ref DocumentReader reader)
    {
        if (!reader.BeginObject("aggregates")) return [];
        var all = ImmutableArray.CreateBuilder<GroupAggregate>();
        while (reader.NextEntry(out var name))
        {
            if (Read(ref reader, name) is { } aggregate) all.Add(aggregate);
            reader.Leave();
        }
        return all.DrainToImmutable();
    }

    public static void Check(GroupAggregate aggregate, JsonPath path, ProblemList problems)
    {
        if (aggregate.Name.Length == 0) problems.Add(ProblemRules.Value, path, "The name of a column is not empty.");
        if (aggregate.Column is null && aggregate.Function != GroupFunction.Count) problems.Add(ProblemRules.Missing, path, $"{NameOf(aggregate)} is of a column: write {{ \"{NameOf(aggregate)}\": \"column\" }}.");
        if (aggregate.Function == GroupFunction.Quantile && aggregate.At is not (>= 0 and <= 1)) problems.Add(ProblemRules.Value, path, "A quantile needs 'at', a number from 0 to 1.");
        if (aggregate.Function != GroupFunction.Quantile && aggregate.At is not null) problems.Add(ProblemRules.UnknownProperty, path, $"'at' is for quantile, not for {NameOf(aggregate)}.");
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<GroupAggregate> aggregates)
    {
        json.WriteStartObject("aggregates");
        foreach (var aggregate in aggregates)
        {
            if (aggregate.Column is not { } column)
            {
                json.WriteString(aggregate.Name, NameOf(aggregate));
                continue;
            }
            json.WriteStartObject(aggregate.Name);
            json.WriteString(NameOf(aggregate), column);
            if (aggregate.At is { } at) json.WriteNumber(At, at);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    public static GraphValue ValueOf(GroupAggregate aggregate) => GraphValue.List(
    [
        GraphValue.Of(aggregate.Name),
        GraphValue.Of(aggregate.Function.ToString()),
        aggregate.Column is { } column ? GraphValue.Of(column) : default,
        aggregate.At is { } at ? GraphValue.Of(at) : default,
    ]);

    private static string NameOf(GroupAggregate aggregate) => FunctionNames[(int)aggregate.Function];

    private static GroupAggregate? Read(ref DocumentReader reader, string name)
    {
        if (reader.Json.TokenType == JsonTokenType.String) return FunctionOf(ref reader, reader.String("an aggregate")!) is { } plain ? new GroupAggregate(name, plain) : null;
        if (!reader.BeginObject("an aggregate (\"count\", or { function: column })")) return null;
        GroupAggregate? found = null;
        double? at = null;
        while (reader.NextEntry(out var property))
        {
            if (property == At)
            {
                if (reader.Json.TokenType == JsonTokenType.Number) at = reader.Json.GetDouble();
                else reader.WrongType("at must be a number from 0 to 1");
            }
            else if (FunctionOf(ref reader, property) is not { } function) reader.Json.Skip();
            else if (found is null) found = new GroupAggregate(name, function, reader.String($"{property} (the column)") ?? "");
            else
            {
                reader.Problem(ProblemRules.Duplicate, $"The column '{name}' is one aggregate; '{property}' is a second one.");
                reader.Json.Skip();
            }
            reader.Leave();
        }
        if (found is null) reader.Problem(ProblemRules.Missing, $"The aggregate '{name}' says no function.");
        return found is null ? null : found with { At = at };
    }

    private static GroupFunction? FunctionOf(ref DocumentReader reader, string text)
    {
        var at = FunctionNames.IndexOf(text);
        if (at >= 0) return (GroupFunction)at;
        if (text is "avg" or "average") at = (int)GroupFunction.Mean;
        reader.Problem(ProblemRules.Value, $"'{text}' is no aggregate; there are: {string.Join(", ", FunctionNames)}.", at >= 0 ? FunctionNames[at] : Spelling.Nearest(text, FunctionNames));
        return null;
    }
}
