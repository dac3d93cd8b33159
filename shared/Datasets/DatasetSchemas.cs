using Serverless.Datasets.Schemas;
using Serverless.Storage;
using Serverless.Tables;
using Serverless.Tables.Errors;
using Serverless.Tables.Parquet;
using Serverless.Tables.Types;

namespace Serverless.Datasets;

/// <summary>Finds the schema of datasets, also of those whose manifest has none: kartothek's, and those of our earlier builds.</summary>
/// <param name="blobs">The container.</param>
/// <param name="engine">Reads footers.</param>
public sealed class DatasetSchemas(IBlobStore blobs, Lazy<TableEngine> engine)
{
    // Requests at once.
    private const int Parallel = 8;

    private readonly CommonMetadata _common = new(blobs, engine);

    /// <returns>Null when there is no file to tell it.</returns>
    /// <exception cref="DatasetSchemaException">Its files have columns that do not go together.</exception>
    /// <exception cref="DatasetDamagedException">What tells it cannot be read.</exception>
    public async Task<DatasetSchema?> FindAsync(DatasetManifest manifest, string table, CancellationToken cancellationToken)
    {
        if (manifest.SchemaOf(table) is { } known) return known;
        // Our earlier builds took the schema of the first file for all: theirs is asked of the files.
        if (manifest.Keys is null && await _common.FindAsync(manifest, table, cancellationToken) is { } common) return common;
        return await OfFilesAsync(manifest, table, cancellationToken);
    }

    /// <summary>The columns of a data file, by its footer.</summary>
    public async Task<DatasetSchema> OfFileAsync(BlobName file, IEnumerable<DatasetColumn> keys, CancellationToken cancellationToken)
    {
        var info = await InspectAsync(file, cancellationToken);
        bool IsNull(string column) => info.RowGroups.All(g => g.Columns.TryGetValue(column, out var statistics) && statistics.NullCount == g.Rows.Count);
        return new DatasetSchema([.. keys], [.. info.Schema.Columns.Select(c => new DatasetColumn(c.Name, c.Type) { IsNull = IsNull(c.Name) })]);
    }

    private async Task<DatasetSchema?> OfFilesAsync(DatasetManifest manifest, string table, CancellationToken cancellationToken)
    {
        var keys = manifest.Keys ?? [.. manifest.PartitionKeys.Select(k => new DatasetColumn(k, ColumnType.Of(ColumnKind.Varchar)))];
        var parts = new List<(string, DatasetSchema)>();
        foreach (var some in manifest.Partitions.Values.Select(p => p.Files.GetValueOrDefault(table)).OfType<string>().Chunk(Parallel))
            parts.AddRange(some.Zip(await Task.WhenAll(some.Select(f => OfFileAsync(new BlobName(f), keys, cancellationToken)))));
        var merged = SchemaRules.Merge(parts);
        return merged.Differences.IsEmpty ? merged.Schema : throw new DatasetSchemaException(manifest.Id, merged.Differences);
    }

    private async Task<ParquetInfo> InspectAsync(BlobName file, CancellationToken cancellationToken)
    {
        try
        {
            if (blobs is ILocalFiles local && local.FindFile(file) is { } path) return await engine.Value.InspectAsync(path, cancellationToken);
            return await engine.Value.InspectAsync(blobs, file, cancellationToken);
        }
        catch (TableException e) when (e.Kind == TableErrorKind.CorruptInput)
        {
            throw new DatasetDamagedException(file.Value, e.Message.TrimEnd('.'), e);
        }
        catch (BlobNotFoundException e)
        {
            throw new DatasetDamagedException(file.Value, "the dataset's manifest names it, and it is gone", e);
        }
    }
}
