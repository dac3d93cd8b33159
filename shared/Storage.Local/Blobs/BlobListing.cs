using System.Runtime.CompilerServices;
using System.Text;
using Serverless.Native.Files;
using Serverless.Storage.Local.Names;

namespace Serverless.Storage.Local.Blobs;

/// <summary>
/// Lists names in ordinal order. All names below a folder share its name and a slash, so they stand together: sorting a folder's files by name and its
/// folders by name and slash, one folder at a time, sorts everything. Long names are merged in.
/// </summary>
internal sealed class BlobListing(ContainerFolder container)
{
    private const int MaxNameFile = 4 * BlobName.MaxLength;

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A folder's entries come from the kernel's cache in microseconds: no thread is worth changing for them.
        await Task.CompletedTask;
        using var longs = LongNames(prefix, cancellationToken).OrderBy(b => b.Name.Value, StringComparer.Ordinal).GetEnumerator();
        var more = longs.MoveNext();
        foreach (var blob in ShortNames(prefix, cancellationToken))
        {
            while (more && longs.Current.Name.CompareTo(blob.Name) < 0)
            {
                yield return longs.Current;
                more = longs.MoveNext();
            }
            yield return blob;
        }
        for (; more; more = longs.MoveNext()) yield return longs.Current;
    }

    public async IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var level = new SortedDictionary<string, BlobProperties?>(StringComparer.Ordinal);
        foreach (var entry in TopEntries(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entry.IsFolder && StatusOf(entry) is { } blob) level[entry.Key] = blob;
            // A dead process leaves folders without a blob below them: they are none.
            else if (entry.IsFolder && ShortNames(entry.Key, cancellationToken).Any()) level[entry.Key] = null;
        }
        foreach (var blob in LongNames(prefix, cancellationToken))
        {
            var slash = blob.Name.Value.IndexOf('/', prefix.Length);
            level[slash < 0 ? blob.Name.Value : blob.Name.Value[..(slash + 1)]] = slash < 0 ? blob : null;
        }
        foreach (var (name, blob) in level) yield return new BlobEntry(name, blob);
    }

    private Queue<Entry> TopEntries(string prefix)
    {
        var segments = prefix.Split('/')[..^1];
        // No name has such a segment, and none may step out of the container's folder.
        if (Array.Exists(segments, s => s is "" or "." or "..")) return [];
        return BlobPath.FolderOf(container.Root, segments) is { } start ? Entries(start, string.Concat(segments.Select(s => s + "/")), prefix) : [];
    }

    private IEnumerable<BlobProperties> ShortNames(string prefix, CancellationToken cancellationToken)
    {
        var open = new Stack<Queue<Entry>>();
        open.Push(TopEntries(prefix));
        while (open.TryPeek(out var entries))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entries.TryDequeue(out var entry)) open.Pop();
            else if (entry.IsFolder) open.Push(Entries(entry.Path, entry.Key, prefix));
            else if (StatusOf(entry) is { } blob) yield return blob;
        }
    }

    private Queue<Entry> Entries(string folder, string parent, string prefix)
    {
        var entries = new List<Entry>();
        foreach (var (file, isFolder) in container.Files.List(folder))
        {
            if (isFolder != file.EndsWith(BlobPath.FolderMark)) continue;
            if (SegmentCode.Decode(isFolder ? file[..^1] : file) is not { } segment) continue;
            var key = isFolder ? parent + segment + "/" : parent + segment;
            var wanted = key.StartsWith(prefix, StringComparison.Ordinal) || (isFolder && prefix.StartsWith(key, StringComparison.Ordinal));
            if (wanted) entries.Add(new Entry(key, Path.Combine(folder, file), isFolder));
        }
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new Queue<Entry>(entries);
    }

    private IEnumerable<BlobProperties> LongNames(string prefix, CancellationToken cancellationToken)
    {
        var top = Path.Combine(container.Root, BlobPath.Long);
        foreach (var (folder, isFolder) in container.Files.List(top))
        {
            if (!isFolder) continue;
            foreach (var (file, _) in container.Files.List(Path.Combine(top, folder)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!file.EndsWith(BlobPath.NameSuffix, StringComparison.Ordinal)) continue;
                var path = Path.Combine(top, folder, file);
                if (ReadName(path) is not { } name || !name.StartsWith(prefix, StringComparison.Ordinal)) continue;
                if (StatusOf(new Entry(name, path[..^BlobPath.NameSuffix.Length], IsFolder: false)) is { } blob) yield return blob;
            }
        }
    }

    private BlobProperties? StatusOf(Entry entry) =>
        BlobName.Problem(entry.Key) is null && container.Files.GetStatus(entry.Path) is { } status
            ? ContainerFolder.PropertiesOf(new BlobName(entry.Key), status)
            : null;

    private string? ReadName(string path)
    {
        try
        {
            using var file = container.Files.Open(path, FileOpening.Read);
            var buffer = new byte[MaxNameFile];
            return Encoding.UTF8.GetString(buffer, 0, file.Read(buffer, 0));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private readonly record struct Entry(string Key, string Path, bool IsFolder);
}
