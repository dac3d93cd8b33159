using Serverless.Tables.Reading;
using Serverless.Tables.Types;

namespace Serverless.Tables.Columns;

/// <summary>Writes ranges of a column into DuckDB's vectors.</summary>
internal interface IColumnSource
{
    ColumnType Type { get; }

    int Count { get; }

    void Write(OutputVector vector, int start, int count);
}
