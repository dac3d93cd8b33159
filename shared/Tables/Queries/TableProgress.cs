namespace Serverless.Tables.Queries;

/// <summary>How far a query is.</summary>
/// <param name="Percent">0 to 100, as DuckDB estimates.</param>
/// <param name="Rows">Rows scanned so far.</param>
/// <param name="TotalRows">Rows to scan, as DuckDB estimates.</param>
public readonly record struct TableProgress(double Percent, long Rows, long TotalRows);
