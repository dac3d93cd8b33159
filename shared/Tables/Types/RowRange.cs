
namespace Serverless.Tables.Types;

/// <summary>Rows of a file by number, from 0.</summary>
public readonly record struct RowRange(long First, long Count);
