using System.Collections;
using System.Globalization;
using System.Text;
using Serverless.Tables.Sql;

namespace Serverless.Tables.Inputs;

/// <summary>Conditions on an input as SQL. A comparison with null is never true, as in SQL; <c>=</c> and <c>&lt;&gt;</c> with the value null ask for null itself.</summary>
internal static class FilterSql
{
    public static string Of(IReadOnlyList<IReadOnlyList<ColumnCondition>> anyOf) =>
        string.Join(" OR ", anyOf.Select(all => $"({string.Join(" AND ", all.Select(Of))})"));

    private static string Of(ColumnCondition condition)
    {
        var column = SqlLiteral.Name(condition.Column);
        return condition switch
        {
            { Operator: "=", Value: null } => $"{column} IS NULL",
            { Operator: "<>", Value: null } => $"{column} IS NOT NULL",
            { Operator: "IN", Value: IEnumerable list and not string } => In(column, [.. list.Cast<object?>()]),
            { Operator: "=" or "<>" or "<" or "<=" or ">" or ">=" } => $"{column} {condition.Operator} {Literal(condition.Value)}",
            _ => throw new TableException(TableErrorKind.Parameter, $"The condition on {column} has the operator '{condition.Operator}'; there are = <> < <= > >= IN."),
        };
    }

    private static string In(string column, List<object?> values)
    {
        var sql = new StringBuilder();
        var known = values.Where(v => v is not null).Select(Literal).ToList();
        if (known.Count > 0) sql.Append($"{column} IN ({string.Join(", ", known)})");
        if (known.Count < values.Count) sql.Append(sql.Length > 0 ? " OR " : "").Append($"{column} IS NULL");
        return sql.Length == 0 ? "false" : $"({sql})";
    }

    private static string Literal(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        long or int or short or decimal => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        double d => $"CAST({SqlLiteral.Text(d.ToString("R", CultureInfo.InvariantCulture))} AS DOUBLE)",
        string text => SqlLiteral.Text(text),
        DateOnly date => $"DATE {SqlLiteral.Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}",
        null => throw new TableException(TableErrorKind.Parameter, "A condition compares the order of null; null has none. Use = or <>."),
        _ => throw new TableException(TableErrorKind.Parameter, $"A condition compares with a {value.GetType().Name}; numbers, text, dates and booleans can be compared."),
    };
}
