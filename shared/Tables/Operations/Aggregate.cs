using System.Globalization;
using Serverless.Tables.Types;

namespace Serverless.Tables.Operations;

/// <summary>A column of a grouped table: what it is made of, in one step or by way of partial results that are merged.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Function">What it is.</param>
/// <param name="Column">Of which column; null: of rows.</param>
/// <param name="At">Of a quantile: which, from 0 to 1.</param>
public sealed record Aggregate(string Name, AggregateFunction Function, string? Column, double? At)
{
    /// <summary>Partial results of it are small, and can be merged.</summary>
    public bool HasPartials => Function <= AggregateFunction.Last;

    internal bool NeedsOrder => Function is AggregateFunction.First or AggregateFunction.Last;

    private string Of => Column is { } column ? SqlLiteral.Name(column) : "*";

    /// <summary>Columns of a partial result, made of rows; of what has none, the result.</summary>
    internal IEnumerable<string> Partials(string state, string row) => Function switch
    {
        AggregateFunction.Count => [$"count({Of}) AS {state}"],
        AggregateFunction.Sum => [$"sum({Of}) AS {state}"],
        AggregateFunction.Min => [$"min({Of}) AS {state}"],
        AggregateFunction.Max => [$"max({Of}) AS {state}"],
        AggregateFunction.Mean => [$"sum({Of}) AS {state}", $"count({Of}) AS {state}n"],
        // In a struct, because these functions pass over null.
        AggregateFunction.First => [$"arg_min(struct_pack(v := {Of}), {row}) AS {state}"],
        AggregateFunction.Last => [$"arg_max(struct_pack(v := {Of}), {row}) AS {state}"],
        AggregateFunction.CountDistinct => [$"count(DISTINCT {Of}) AS {state}"],
        AggregateFunction.ApproxCountDistinct => [$"approx_count_distinct({Of}) AS {state}"],
        AggregateFunction.Quantile => [$"quantile_cont({Of}, {At!.Value.ToString("R", CultureInfo.InvariantCulture)}) AS {state}"],
        AggregateFunction.Median => [$"quantile_cont({Of}, 0.5) AS {state}"],
        AggregateFunction.Stddev => [$"stddev_samp({Of}) AS {state}"],
        _ => [$"var_samp({Of}) AS {state}"],
    };

    /// <summary>The same columns, made of such columns.</summary>
    internal IEnumerable<string> Merges(string state, string row) => Function switch
    {
        AggregateFunction.Count => [$"CAST(sum({state}) AS BIGINT) AS {state}"],
        AggregateFunction.Sum => [$"sum({state}) AS {state}"],
        AggregateFunction.Min => [$"min({state}) AS {state}"],
        AggregateFunction.Max => [$"max({state}) AS {state}"],
        AggregateFunction.Mean => [$"sum({state}) AS {state}", $"CAST(sum({state}n) AS BIGINT) AS {state}n"],
        AggregateFunction.First => [$"arg_min({state}, {row}) AS {state}"],
        AggregateFunction.Last => [$"arg_max({state}, {row}) AS {state}"],
        _ => throw new InvalidOperationException($"'{Name}' ({Function}) has no partial results."),
    };

    /// <summary>The result.</summary>
    internal string Final(string state) => Function switch
    {
        AggregateFunction.Mean => $"CAST({state} AS DOUBLE) / nullif({state}n, 0)",
        AggregateFunction.First or AggregateFunction.Last => $"struct_extract({state}, 'v')",
        _ => state,
    };

    /// <summary>Why it cannot be made of a column of that type; null: it can.</summary>
    internal string? Problem(ColumnType type)
    {
        var isNumber = NumberType.IsNumber(type) || type.Kind is ColumnKind.HugeInt or ColumnKind.UHugeInt or ColumnKind.Null;
        var isTime = type.Kind is ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampS or ColumnKind.TimestampMs or ColumnKind.TimestampNs or ColumnKind.TimestampTz;
        return Function switch
        {
            AggregateFunction.Sum or AggregateFunction.Mean or AggregateFunction.Stddev or AggregateFunction.Variance when !isNumber => $"it is {type.Text}, and no number",
            AggregateFunction.Quantile or AggregateFunction.Median when !isNumber && !isTime => $"it is {type.Text}, and no number and no time",
            AggregateFunction.Min or AggregateFunction.Max or AggregateFunction.CountDistinct or AggregateFunction.ApproxCountDistinct => KeyType.Problem(type),
            _ => null,
        };
    }
}

/// <summary>What a group's rows come to; those with small partial results first.</summary>
public enum AggregateFunction
{
    Count,
    Sum,
    Min,
    Max,
    Mean,
    First,
    Last,
    CountDistinct,
    ApproxCountDistinct,
    Quantile,
    Median,
    Stddev,
    Variance,
}
