using System.Collections.Immutable;
using System.Text.Json;
using Serverless.Graph.Grammar;
using Serverless.Graph.Validation;
using Serverless.Graph.Values;

namespace Serverless.Graph.Kinds;

/// <summary>A condition on a column of what is read.</summary>
public sealed record Condition(string Column, ComparisonOperator Operator, GraphValue Value);

public enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,

    /// <summary>One of a list.</summary>
    In,
}

/// <summary>The <c>where</c> of a read: alternatives (or) of conditions (and).</summary>
internal static class ReadConditions
{
    /// <summary>By <see cref="ComparisonOperator"/>. They are in tokens.</summary>
    public static ImmutableArray<string> Operators { get; } = ["==", "!=", "<", "<=", ">", ">=", "in"];

    public const string Schema =
        """{ "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } }, "description": "Alternatives (or) of conditions (and)." }""";

    public static (string Name, string Schema) Definition { get; } = (
        "condition",
        $$"""{ "type": "array", "prefixItems": [{ "type": "string" }, { "enum": {{JsonSerializer.Serialize(Operators)}} }, { "oneOf": [{ "type": ["null", "boolean", "number", "string", "array"] }, { "$ref": "#/$defs/parameterUse" }] }], "minItems": 3, "maxItems": 3, "description": "Column, operator, value." }""");

    public static ImmutableArray<ImmutableArray<Condition>> Read(ref DocumentReader reader)
    {
        if (!reader.BeginList("where")) return [];
        var alternatives = ImmutableArray.CreateBuilder<ImmutableArray<Condition>>();
        var count = 0;
        for (; reader.NextItem(count); count++)
        {
            alternatives.Add(Alternative(ref reader));
            reader.Leave();
        }
        // A program that builds the list and finds nothing to put in does not mean all rows.
        if (count == 0) reader.Problem(ProblemRules.Value, "where has no alternative, so no row could match. For all rows leave it out.");
        return alternatives.DrainToImmutable();
    }

    public static void Write(Utf8JsonWriter json, ImmutableArray<ImmutableArray<Condition>> where)
    {
        json.WriteStartArray("where");
        foreach (var alternative in where)
        {
            json.WriteStartArray();
            foreach (var condition in alternative)
            {
                json.WriteStartArray();
                json.WriteStringValue(condition.Column);
                json.WriteStringValue(Operators[(int)condition.Operator]);
                ValueWriter.Write(json, condition.Value);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    public static void WriteSettings(SettingsWriter writer, ImmutableArray<ImmutableArray<Condition>> where)
    {
        writer.List(where.Length);
        foreach (var alternative in where)
        {
            writer.List(alternative.Length);
            foreach (var condition in alternative)
            {
                writer.String(condition.Column);
                writer.String(Operators[(int)condition.Operator]);
                writer.Value(condition.Value);
            }
        }
    }

    private static ImmutableArray<Condition> Alternative(ref DocumentReader reader)
    {
        if (!reader.BeginList("each alternative of where")) return [];
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        var count = 0;
        for (; reader.NextItem(count); count++)
        {
            if (One(ref reader) is { } condition) conditions.Add(condition);
            reader.Leave();
        }
        if (count == 0) reader.Problem(ProblemRules.Value, "An alternative of where needs at least one condition.");
        return conditions.DrainToImmutable();
    }

    private static Condition? One(ref DocumentReader reader)
    {
        const string Form = "a condition must be [column, operator, value], as in [\"distance\", \">\", 0]";
        if (!reader.BeginList(Form)) return null;
        var parts = ValueParser.Read(ref reader).AsList();
        if (parts.Length != 3 || parts[0].Kind != GraphValueKind.String || parts[1].Kind != GraphValueKind.String)
        {
            reader.Problem(ProblemRules.Value, Form + ".");
            return null;
        }
        var name = parts[1].AsString();
        var at = Operators.IndexOf(name);
        if (at < 0)
        {
            reader.Problem(ProblemRules.Value, $"'{name}' is no operator; there are: {string.Join(" ", Operators)}.", name == "=" ? "==" : null);
            return null;
        }
        var (value, isIn) = (parts[2], at == (int)ComparisonOperator.In);
        if (value.Kind is GraphValueKind.Map or GraphValueKind.Ref || isIn != (value.Kind == GraphValueKind.List))
        {
            reader.Problem(ProblemRules.Value, isIn ? "'in' needs a list of values." : $"'{name}' needs a single value; for several there is 'in'.");
            return null;
        }
        return new Condition(parts[0].AsString(), (ComparisonOperator)at, value);
    }
}
