using System.Buffers.Binary;
using Parquet.Meta;
using Serverless.Tables.Types;

namespace Serverless.Tables.Parquet;

/// <summary>
/// Footers by Parquet.Net: metadata alone, never values (ADR 7). Every answer is null where it fails, or where what this folder knows of types ends:
/// DuckDB then judges the file, and its word is the error.
/// </summary>
internal static class FooterReader
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    // The end: length of the footer and magic.
    private const int EndBytes = 8;

    /// <summary>What the file says of itself.</summary>
    public static async Task<ParquetInfo?> InspectAsync(string path, CancellationToken cancellationToken)
    {
        if (await ReadAsync(path, cancellationToken) is not ({ } metadata, var length) || FooterSchema.Read(metadata) is not { } schema) return null;
        var groups = new List<RowGroupInfo>();
        var first = 0L;
        foreach (var group in metadata.RowGroups)
        {
            var columns = new Dictionary<string, ColumnStatistics>(StringComparer.Ordinal);
            foreach (var chunk in group.Columns.Select(c => c.MetaData!).Where(c => c.PathInSchema.Count == 1))
            {
                var column = schema.IndexOf(chunk.PathInSchema[0]);
                if (column < 0 || !columns.TryAdd(chunk.PathInSchema[0], FooterStatistics.Read(chunk, schema.Columns[column].Type))) return null;
            }
            groups.Add(new RowGroupInfo(new RowRange(first, group.NumRows), group.Columns.Sum(c => c.MetaData!.TotalCompressedSize), columns));
            first += group.NumRows;
        }
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in metadata.KeyValueMetadata ?? [])
        {
            if (!FooterSchema.IsPlain(pair.Key) || (pair.Value is { Length: > 0 } && !FooterSchema.IsPlain(pair.Value))) return null;
            pairs[pair.Key] = pair.Value ?? "";
        }
        return new ParquetInfo(path, metadata.NumRows, length, schema, groups, pairs, metadata.CreatedBy ?? "");
    }

    /// <summary>Where the columns' pages and Bloom filters lie.</summary>
    public static async Task<List<ColumnRange>?> RangesAsync(string path, CancellationToken cancellationToken)
    {
        if (await ReadAsync(path, cancellationToken) is not ({ } metadata, _)) return null;
        var ranges = new List<ColumnRange>();
        var first = 0L;
        foreach (var group in metadata.RowGroups)
        {
            var rows = new RowRange(first, group.NumRows);
            foreach (var chunk in group.Columns.Select(c => c.MetaData!))
            {
                ranges.Add(new ColumnRange(chunk.PathInSchema[0], rows, Start(chunk), chunk.TotalCompressedSize));
                if (chunk is { BloomFilterOffset: { } filter and > 0, BloomFilterLength: { } bytes and > 0 }) ranges.Add(new ColumnRange(chunk.PathInSchema[0], rows, filter, bytes));
            }
            first += group.NumRows;
        }
        return ranges;
    }

    // A column's pages start at its dictionary where it has one; some writers leave that offset at 0.
    private static long Start(ColumnMetaData chunk) => chunk.DictionaryPageOffset is { } dictionary and > 0 ? Math.Min(dictionary, chunk.DataPageOffset) : chunk.DataPageOffset;

    private static async Task<(FileMetaData? Metadata, long Length)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (footer, length) = await FooterAsync(path, cancellationToken);
            if (footer is null) return default;
            var metadata = FooterStream.Parse(footer);
            return IsSound(metadata, length) ? (metadata, length) : default;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Damaged, missing, or beyond Parquet.Net: DuckDB says which.
            return default;
        }
    }

    private static async Task<(byte[]? Footer, long Length)> FooterAsync(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var length = RandomAccess.GetLength(file);
        var end = new byte[EndBytes];
        if (length < EndBytes + Magic.Length || await RandomAccess.ReadAsync(file, end, length - EndBytes, cancellationToken) != EndBytes) return default;
        var bytes = (long)BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (!end.AsSpan(sizeof(uint)).SequenceEqual(Magic) || bytes > length - EndBytes - Magic.Length || bytes > Array.MaxLength) return default;
        var footer = new byte[bytes];
        for (var read = 0; read < footer.Length;)
        {
            var more = await RandomAccess.ReadAsync(file, footer.AsMemory(read), length - EndBytes - bytes + read, cancellationToken);
            if (more == 0) return default;
            read += more;
        }
        return (footer, length);
    }

    // What our callers count on; a damaged footer may say anything.
    private static bool IsSound(FileMetaData metadata, long length) =>
        metadata.RowGroups.All(group => group.NumRows >= 0 && group.Columns.TrueForAll(column => column.MetaData is { } chunk && IsSound(chunk, length)))
        && metadata.RowGroups.Sum(group => group.NumRows) == metadata.NumRows;

    private static bool IsSound(ColumnMetaData chunk, long length) =>
        chunk.PathInSchema.Count > 0 && chunk.TotalCompressedSize >= 0 && Start(chunk) >= 0 && Start(chunk) <= length - chunk.TotalCompressedSize;
}
