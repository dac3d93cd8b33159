using Serverless.Graph.Kinds;
using Serverless.Planning.Snapshots;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Inputs;
using Serverless.Tables.Queries;
using Serverless.Tables.Types;

namespace Serverless.Store.Resolving;

/// <summary>The columns of a table before anything ran.</summary>
/// <param name="Schema">Its columns.</param>
/// <param name="IsExact">Whether types are those that it will have; of several files the first is asked, and others may have wider ones.</param>
internal sealed record KnownTable(TableSchema Schema, bool IsExact);

/// <summary>The columns of reads: a dataset's own, and those of the first of some files.</summary>
internal sealed class ReadSchemas(IBlobStore blobs, Lazy<TableEngine> tables)
{
    /// <returns>Null: not known.</returns>
    public async Task<KnownTable?> FindAsync(ReadNode node, ReadSnapshot read, CancellationToken cancellationToken)
    {
        var all = read.Columns is { } columns
            ? new TableSchema([.. columns.Select(column => new TableColumn(column.Name, ColumnType.Parse(column.Type)))])
            : read.Partitions.IsEmpty ? null : await OfFileAsync(read.Partitions[0], cancellationToken);
        if (all is null || !CanBeMade(all)) return null;
        if (node.Columns is not { } chosen) return new KnownTable(all, IsExact(read));
        // What is missing among them is said by who resolves the read.
        return chosen.Any(name => all.IndexOf(name) < 0) ? null : new KnownTable(new TableSchema([.. chosen.Select(name => all.Columns[all.IndexOf(name)] with { Name = name })]), IsExact(read));
    }

    /// <summary>Whether an empty table can have these columns: each by a name of its own, of a type that SQL can say.</summary>
    public static bool CanBeMade(TableSchema schema) =>
        schema.Columns.All(column => column.Name.Length > 0 && IsSaid(column.Type)) && schema.Columns.Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == schema.Columns.Count;

    private static bool IsExact(ReadSnapshot read) => read.Columns is not null || read.Partitions.All(partition => partition.File == read.Partitions[0].File);

    private static bool IsSaid(ColumnType type) => type.Kind != ColumnKind.Invalid && !(type.Kind == ColumnKind.Struct && type.Children[0].Name.Length == 0) && type.Children.All(child => IsSaid(child.Type));

    private async Task<TableSchema?> OfFileAsync(PartitionSnapshot file, CancellationToken cancellationToken)
    {
        try
        {
            var path = file.IsLocalFile ? file.File : (blobs as ILocalFiles)?.FindFile(new BlobName(file.File));
            if (path is null && blobs is not ILocalFiles)
            {
                var info = await tables.Value.InspectAsync(blobs, new BlobName(file.File), cancellationToken);
                return info.HasOtherTypes ? null : info.Schema;
            }
            return path is null ? null : await tables.Value.DescribeAsync(new TableQuery("FROM file") { Inputs = new Dictionary<string, TableInput>(StringComparer.Ordinal) { ["file"] = TableInput.Parquet(path) } }, cancellationToken);
        }
        catch (Exception e) when (e is TableException or BlobNotFoundException or IOException)
        {
            // The one who reads it says what is wrong with it.
            return null;
        }
    }
}
