using Serverless.Graph.Values;

namespace Serverless.Graph.Functions;

/// <summary>
/// What a document has no value of its own for and SQL tells from text, as a parameter of a query: <c>{ "date": "2026-11-30" }</c>,
/// <c>{ "timestamp": "2026-11-30T17:30:00" }</c>, <c>{ "instant": "2026-11-30T17:30:00Z" }</c>.
/// </summary>
public static class SqlParameterValue
{
    internal const string Date = "date";
    internal const string Timestamp = "timestamp";
    internal const string Instant = "instant";

    private const string Forms = "{ \"date\": \"2026-11-30\" }, { \"timestamp\": \"2026-11-30T17:30:00\" } and { \"instant\": \"2026-11-30T17:30:00Z\" } are what a query takes beside plain values";

    /// <summary>A day or time of a kind.</summary>
    internal static GraphValue Of(string kind, string text) => GraphValue.Map([KeyValuePair.Create(kind, GraphValue.Of(text))]);

    /// <summary>The <see cref="DateOnly"/>, <see cref="DateTime"/> or <see cref="DateTimeOffset"/> that a map stands for.</summary>
    /// <param name="value">A map.</param>
    /// <param name="problem">What is wrong with it; null: nothing.</param>
    public static object? Read(GraphValue value, out string? problem)
    {
        problem = null;
        if (value.Kind != GraphValueKind.Map || value.AsMap() is not [{ Value.Kind: GraphValueKind.String } only])
        {
            problem = $"A query takes no maps: {Forms}.";
            return null;
        }
        var text = only.Value.AsString();
        switch (only.Key)
        {
            case Date when ParameterTimes.TryDate(text, out var day): return day;
            case Timestamp when ParameterTimes.TryTimestamp(text, out var time): return time;
            case Instant when ParameterTimes.TryInstant(text, out var instant): return instant;
            default:
                problem = $"{{ \"{only.Key}\": {only.Value} }} is no such value: {Forms}.";
                return null;
        }
    }

    /// <summary>Reports what is wrong with the parameters that a document gives a query.</summary>
    internal static void Check(NodeArguments arguments)
    {
        if (arguments["parameters"] is not { Kind: GraphValueKind.Map } parameters) return;
        foreach (var (name, value) in parameters.AsMap())
        {
            foreach (var item in value.Kind == GraphValueKind.List ? value.AsList() : [value])
            {
                if (item.Kind != GraphValueKind.Map || item.HasRefs) continue;
                Read(item, out var problem);
                if (problem is not null) arguments.Add("parameters", problem, name);
            }
        }
    }
}
