using Serverless.Execution.Tables;
using Serverless.Tables.Inputs;

namespace Serverless.Execution.Values.Tables;

/// <summary>Partitions of a source of tables, each as a table.</summary>
/// <param name="source">Its files.</param>
/// <param name="tables">The unit's.</param>
/// <param name="count">How many there are where all of them are one element; 1 otherwise.</param>
internal sealed class TableElements(TableSource source, UnitTables tables, long count) : ValueSource
{
    public override async ValueTask<object?> GetAsync(long index, CancellationToken cancellationToken)
    {
        var files = new List<ParquetFile>();
        for (var i = index; i < index + count; i++) files.AddRange(await source.FilesAsync(i, tables.Files, cancellationToken));
        return tables.Over(source.Shape(new ParquetInput(files)));
    }
}
