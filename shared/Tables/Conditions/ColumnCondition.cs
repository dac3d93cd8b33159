
namespace Serverless.Tables.Conditions;

/// <summary>A comparison of a column with a value.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Operator">One of <c>= &lt;&gt; &lt; &lt;= &gt; &gt;= IN</c>.</param>
/// <param name="Value">Null, bool, long, decimal, double, string, DateOnly, or for IN a list of these.</param>
public sealed record ColumnCondition(string Column, string Operator, object? Value);
