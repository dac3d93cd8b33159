using Serverless.Store;
using Serverless.Store.Jobs;
using Serverless.Store.Results;

namespace Serverless.Api.Outputs;

/// <summary>
/// Table outputs as local files: pages of one output share them. A token names one content for good, so nothing here gets stale. The last few are kept.
/// </summary>
internal sealed class OutputCache(string folder)
{
    // Outputs that are not read now but that are kept, for the next page.
    private const int MaxIdle = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;

    /// <summary>The parts of an output as Parquet files, there until the lease is disposed.</summary>
    public async Task<OutputLease> OpenAsync(TenantStores stores, JobOutput output, CancellationToken cancellationToken)
    {
        var key = $"{stores.Tenant}-{output.Token}";
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry!) || entry.Files is { IsFaulted: true } or { IsCanceled: true })
            {
                // A folder of its own: one that is being removed has the same token.
                entry = new Entry(Path.Combine(folder, $"{key}-{_uses}"));
                _entries[key] = entry;
            }
            entry.Users++;
            entry.LastUse = ++_uses;
            // Not cancelled with the first caller: others may wait for the same files.
            entry.Files ??= SaveAsync(stores, output, entry.Folder);
        }
        try
        {
            return new OutputLease(await entry.Files.WaitAsync(cancellationToken), () => Leave(entry));
        }
        catch
        {
            Leave(entry);
            throw;
        }
    }

    private static async Task<IReadOnlyList<string>> SaveAsync(TenantStores stores, JobOutput output, string folder) =>
        await OutputFiles.SaveAsync(stores, output, Directory.CreateDirectory(folder).FullName, CancellationToken.None);

    private void Leave(Entry left)
    {
        List<Entry> gone;
        lock (_gate)
        {
            left.Users--;
            gone = [.. _entries.Values.Where(e => e.Users == 0).OrderByDescending(e => e.LastUse).Skip(MaxIdle)];
            foreach (var (key, entry) in _entries.ToList())
            {
                if (gone.Contains(entry)) _entries.Remove(key);
            }
        }
        foreach (var entry in gone.Where(e => Directory.Exists(e.Folder))) Directory.Delete(entry.Folder, recursive: true);
    }

    private sealed class Entry(string folder)
    {
        public string Folder => folder;

        public Task<IReadOnlyList<string>>? Files { get; set; }

        public int Users { get; set; }

        public long LastUse { get; set; }
    }
}

/// <summary>Files that stay until this is disposed.</summary>
internal sealed class OutputLease(IReadOnlyList<string> files, Action release) : IDisposable
{
    private Action? _release = release;

    public IReadOnlyList<string> Files { get; } = files;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
