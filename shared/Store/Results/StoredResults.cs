using System.Buffers;
using Serverless.Planning;
using Serverless.Storage;
using Serverless.Store.Content;
using Serverless.Store.Records;

namespace Serverless.Store.Results;

/// <summary>The stored results of one pipeline, read by task index. Blobs are opened once, and only those that are asked for.</summary>
public sealed class StoredResults
{
    // Of larger blobs as many neighbours are read together: memory does not grow with the results of a unit.
    private const long WindowBytes = 8L << 20;

    // A file of a blob up to here is read with the whole blob; of a larger one, only what it is.
    private const long OneReadBytes = 1L << 20;

    private readonly TenantStores _stores;
    private readonly string _token;
    private readonly string _title;
    private readonly IReadOnlyList<LedgerRecord> _records;
    private Window? _window;

    private StoredResults(TenantStores stores, string title, string token, IReadOnlyList<LedgerRecord> records)
    {
        _stores = stores;
        _token = token;
        _title = title;
        _records = records;
    }

    public IReadOnlyList<LedgerRecord> Records => _records;

    /// <summary>All that there is.</summary>
    public static async Task<StoredResults> OpenAsync(TenantStores stores, string title, string token, CancellationToken cancellationToken) =>
        new(stores, title, token, await stores.Ledger.ReadAsync(token, cancellationToken));

    /// <summary>Those of some tasks.</summary>
    public static async Task<StoredResults> OpenAsync(TenantStores stores, string title, string token, RangeSet wanted, LikelyRecords? likely, CancellationToken cancellationToken) =>
        new(stores, title, token, await stores.Ledger.ReadAsync(token, wanted, likely, cancellationToken));

    /// <summary>What earlier attempts at some tasks left, and others who cut them alike.</summary>
    public static async Task<StoredResults> OpenOnwardAsync(TenantStores stores, string title, string token, IndexRange tasks, int epoch, CancellationToken cancellationToken) =>
        new(stores, title, token, await stores.Ledger.ReadOnwardAsync(token, tasks, epoch, cancellationToken));

    /// <summary>What the ledger has of a range.</summary>
    public RangeSet Recorded() => new(_records.Select(r => new IndexRange(r.First, r.Last)));

    /// <summary>The bytes of one task's result, valid until the next call; empty for an element that a filter took out.</summary>
    /// <exception cref="InvalidDataException">The ledger has no record of it, or its blob is broken.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> PartAsync(long index, CancellationToken cancellationToken)
    {
        if (_window is not { } window || index < window.First || index > window.Last)
        {
            var record = Find(index);
            // What was read before is free from here on.
            _window = null;
            window = _window = await GuardAsync(record, index, () => ReadAsync(record, index, cancellationToken), cancellationToken);
        }
        var (start, end) = window.Index.PlaceOf((int)(index - window.RecordFirst));
        var bytes = window.Bytes.AsMemory((int)(start - window.Offset), (int)(end - start));
        return LargeValue.TryRead(bytes.Span, out var large)
            ? await GuardAsync(Find(index), index, () => _stores.LargeValues.GetAsync(_token, large, cancellationToken).AsTask(), cancellationToken)
            : bytes;
    }

    /// <summary>How many bytes one task's result has, without reading it.</summary>
    public async ValueTask<long> LengthAsync(long index, CancellationToken cancellationToken)
    {
        var record = Find(index);
        if (record.Blob is null) return (await PartAsync(index, cancellationToken)).Length;
        var (start, end) = await GuardAsync(record, index, async () => (await IndexAsync(new BlobName(record.Blob!), record, cancellationToken)).PlaceOf(record.PartOf(index)), cancellationToken);
        return end - start;
    }

    private async Task<Window> ReadAsync(LedgerRecord record, long index, CancellationToken cancellationToken)
    {
        if (record.Bytes <= WindowBytes)
        {
            var all = record.Inline ?? await ReadAsync(new BlobName(record.Blob!), BlobRange.All, record.Bytes, cancellationToken);
            var tail = (int)Math.Min(all.Length, ResultBlob.TailBytes(all.Length, record.PartsInBlob));
            var whole = ResultBlob.ReadIndex(all.AsSpan(all.Length - tail), all.Length, record.PartsInBlob, PlaceOf(record));
            whole.Verify(all.AsSpan(0, (int)whole.DataBytes), 0);
            return new Window(record.First - record.FirstPart, record.First, record.Last, 0, all, whole);
        }
        var name = new BlobName(record.Blob!);
        var found = await IndexAsync(name, record, cancellationToken);
        var first = record.PartOf(index);
        var last = first;
        var offset = found.PlaceOf(first).Start;
        while (last < record.PartOf(record.Last) && found.Ends[last + 1] - offset <= WindowBytes) last++;
        var (start, end) = found.Aligned(offset, found.Ends[last]);
        var bytes = await ReadAsync(name, new BlobRange(start, end - start), end - start, cancellationToken);
        found.Verify(bytes, start);
        return new Window(record.First - record.FirstPart, index, record.First - record.FirstPart + last, start, bytes, found);
    }

    private static string PlaceOf(LedgerRecord record) => record.Blob ?? "in its record";

    private async Task<byte[]> ReadAsync(BlobName name, BlobRange range, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        if (length == 0) return bytes;
        await using var source = await _stores.Blobs.OpenReadAsync(name, range, cancellationToken);
        await source.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    // A result that is not what its record says must not be found again by anybody.
    private async Task<T> GuardAsync<T>(LedgerRecord record, long index, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is BlobNotFoundException or EndOfStreamException or InvalidDataException)
        {
            await _stores.Ledger.ForgetAsync(_token, r => r.HasSameResults(record) && (r.Blob is not null || r.First == record.First), cancellationToken);
            throw new LostResultException($"The result {PlaceOf(record)} of {_title}[{index}] is recorded, and its blob is gone or broken: {e.Message}", e);
        }
    }

    /// <summary>Writes one task's result to a file without holding it in memory.</summary>
    public async Task SaveAsync(long index, string path, CancellationToken cancellationToken)
    {
        var record = Find(index);
        await GuardAsync(
            record,
            index,
            async () =>
            {
                if (record.Bytes <= OneReadBytes)
                {
                    // Its index would be an operation of its own, which costs more than the neighbours' bytes.
                    var window = await ReadAsync(record, index, cancellationToken);
                    var (first, last) = window.Index.PlaceOf(record.PartOf(index));
                    await File.WriteAllBytesAsync(path, window.Bytes.AsMemory((int)first, (int)(last - first)), cancellationToken);
                    return true;
                }
                var name = new BlobName(record.Blob!);
                var found = await IndexAsync(name, record, cancellationToken);
                var (start, end) = found.PlaceOf(record.PartOf(index));
                await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
                if (end > start) await CopyAsync(name, found, start, end, file, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Some bytes of one task's result.</summary>
    public async ValueTask<byte[]> RangeAsync(long index, long offset, int length, CancellationToken cancellationToken)
    {
        var record = Find(index);
        if (record.Blob is null) return (await PartAsync(index, cancellationToken)).Slice((int)offset, length).ToArray();
        return await GuardAsync(
            record,
            index,
            async () =>
            {
                var name = new BlobName(record.Blob);
                var found = await IndexAsync(name, record, cancellationToken);
                var (first, last) = found.PlaceOf(record.PartOf(index));
                if (first + offset + length > last) throw new InvalidDataException($"'{name}' has no such bytes.");
                var (start, end) = found.Aligned(first + offset, first + offset + length);
                var bytes = await ReadAsync(name, new BlobRange(start, end - start), end - start, cancellationToken);
                found.Verify(bytes, start);
                return bytes[(int)(first + offset - start)..(int)(first + offset + length - start)];
            },
            cancellationToken);
    }

    /// <summary>Writes some bytes of one task's result to a file without holding them in memory.</summary>
    public async Task SaveRangeAsync(long index, long offset, long length, string path, CancellationToken cancellationToken)
    {
        var record = Find(index);
        if (record.Blob is null || length <= ResultBlob.BlockBytes)
        {
            await File.WriteAllBytesAsync(path, await RangeAsync(index, offset, (int)length, cancellationToken), cancellationToken);
            return;
        }
        await GuardAsync(
            record,
            index,
            async () =>
            {
                var name = new BlobName(record.Blob);
                var found = await IndexAsync(name, record, cancellationToken);
                var (first, last) = found.PlaceOf(record.PartOf(index));
                if (first + offset + length > last) throw new InvalidDataException($"'{name}' has no such bytes.");
                await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
                await CopyAsync(name, found, first + offset, first + offset + length, file, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private async Task CopyAsync(BlobName name, ResultIndex index, long start, long end, FileStream file, CancellationToken cancellationToken)
    {
        var (from, to) = index.Aligned(start, end);
        var block = ArrayPool<byte>.Shared.Rent(ResultBlob.BlockBytes);
        try
        {
            await using var source = await _stores.Blobs.OpenReadAsync(name, new BlobRange(from, to - from), cancellationToken);
            for (var at = from; at < to; at += ResultBlob.BlockBytes)
            {
                var bytes = block.AsMemory(0, (int)Math.Min(ResultBlob.BlockBytes, to - at));
                await source.ReadExactlyAsync(bytes, cancellationToken);
                index.Verify(bytes.Span, at);
                await file.WriteAsync(bytes[(int)Math.Max(0, start - at)..(int)Math.Min(bytes.Length, end - at)], cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private readonly Dictionary<string, ResultIndex> _indexes = new(StringComparer.Ordinal);

    private async Task<ResultIndex> IndexAsync(BlobName name, LedgerRecord record, CancellationToken cancellationToken)
    {
        if (_indexes.TryGetValue(name.Value, out var known)) return known;
        // A record says how many parts there are, and so how long the tail is.
        var tail = (int)Math.Min(record.Bytes, ResultBlob.TailBytes(record.Bytes, record.PartsInBlob));
        await using var source = await _stores.Blobs.OpenReadAsync(name, new BlobRange(record.Bytes - tail), cancellationToken);
        var bytes = new byte[tail];
        await source.ReadExactlyAsync(bytes, cancellationToken);
        return _indexes[name.Value] = ResultBlob.ReadIndex(bytes, record.Bytes, record.PartsInBlob, name.Value);
    }

    private LedgerRecord Find(long index)
    {
        var (low, high) = (0, _records.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_records[middle].First <= index) low = middle;
            else high = middle - 1;
        }
        // Ranges may overlap: the one that starts last before the index may end too soon, an earlier one not.
        for (var i = low; i >= 0 && i < _records.Count; i--)
        {
            if (_records[i].First <= index && _records[i].Last >= index) return _records[i];
        }
        throw new LostResultException($"The ledger has no record of {_title}[{index}] any more, which something needs.");
    }

    /// <summary>Parts of one record that are in memory.</summary>
    /// <param name="RecordFirst">The task that the blob's first part would be of.</param>
    /// <param name="First">The first task whose part is there.</param>
    /// <param name="Last">The last one.</param>
    /// <param name="Offset">Where the bytes start in the blob.</param>
    /// <param name="Bytes">They.</param>
    /// <param name="Index">Of the blob.</param>
    private sealed record Window(long RecordFirst, long First, long Last, long Offset, byte[] Bytes, ResultIndex Index);
}
