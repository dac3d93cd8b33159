using Serverless.Native.Files;

namespace Serverless.Testing.PowerLoss;

/// <summary>
/// A file system in memory that can lose power: <see cref="AfterPowerLoss"/> gives what a disk might hold then, which is all that was flushed and any part of
/// the rest. A flush can be left out to prove that it is needed, and the power can go in the middle of an operation.
/// </summary>
public sealed class PowerLossFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly FolderNode _root = new();
    private readonly List<string> _flushed = [];
    private int _changes;

    /// <summary>Flushes so far, of files and folders.</summary>
    public int Flushes => _flushed.Count;

    /// <summary>What each flush was of: the path of a folder, or the path that a file was opened under.</summary>
    public IReadOnlyList<string> FlushedPaths => _flushed;

    /// <summary>The flush, counted from 0, that does nothing.</summary>
    public int? IgnoreFlush { get; set; }

    /// <summary>Changes (creations, writes, renames, deletions, flushes) after which the power goes.</summary>
    public int? PowerOffAfter { get; set; }

    /// <summary>Changes so far.</summary>
    public int Changes => _changes;

    /// <summary>Called before each flush of a folder, with its path: what others do meanwhile.</summary>
    public Action<string>? BeforeFolderFlush { get; set; }

    /// <summary>What the disk holds after the power has gone now.</summary>
    /// <param name="seed">0: only what was flushed. 1: all entries, no bytes that were not flushed. 2: all bytes, no entries. Others: chosen by chance.</param>
    public PowerLossFileSystem AfterPowerLoss(int seed)
    {
        var random = new Random(seed);
        Func<bool> keepEntry = seed switch { 0 or 2 => () => false, 1 => () => true, _ => () => random.Next(2) == 0 };
        Func<bool> keepBytes = seed switch { 0 or 1 => () => false, 2 => () => true, _ => () => random.Next(2) == 0 };
        lock (_gate)
        {
            var after = new PowerLossFileSystem();
            var kept = new Dictionary<EntryChange, bool>(ReferenceEqualityComparer.Instance);
            Survive(_root, after._root, change => kept.TryGetValue(change, out var keep) ? keep : kept[change] = keepEntry(), keepBytes, []);
            return after;
        }
    }

    public IFile Open(string path, FileOpening opening)
    {
        lock (_gate) return new PowerLossFile(this, Find(path, opening), path);
    }

    public IFile? TryLock(string path)
    {
        lock (_gate)
        {
            var node = Find(path, FileOpening.OpenOrCreate);
            if (node.Locked) return null;
            node.Locked = true;
            return new PowerLossFile(this, node, path, locked: true);
        }
    }

    public FileStatus? GetStatus(string path)
    {
        lock (_gate)
            return Parent(path) is { } folder && folder.Entries.GetValueOrDefault(Path.GetFileName(path)) is FileNode file ? new FileStatus(file.Content.Length, file.Time) : null;
    }

    public bool Rename(string from, string to, bool overwrite)
    {
        lock (_gate)
        {
            Changing();
            var (source, target) = (Parent(from), Parent(to));
            if (source?.Entries.GetValueOrDefault(Path.GetFileName(from)) is not FileNode node || target is null) throw new FileNotFoundException($"No '{from}' or folder of '{to}'.");
            if (!overwrite && target.Entries.ContainsKey(Path.GetFileName(to))) return false;
            var change = new EntryChange(node, source, Path.GetFileName(from), target, Path.GetFileName(to));
            source.Change(change);
            if (target != source) target.Change(change);
            return true;
        }
    }

    public bool Delete(string path)
    {
        lock (_gate)
        {
            Changing();
            return Parent(path) is { } folder && folder.Entries.GetValueOrDefault(Path.GetFileName(path)) is FileNode file && Remove(folder, path, file);
        }
    }

    public bool CreateFolder(string path)
    {
        lock (_gate)
        {
            if (Folder(path) is not null) return false;
            Changing();
            var parent = Parent(path) ?? throw new DirectoryNotFoundException($"No folder for '{path}'.");
            parent.Change(new EntryChange(new FolderNode(), null, "", parent, Path.GetFileName(path)));
            return true;
        }
    }

    public bool DeleteFolder(string path)
    {
        lock (_gate)
        {
            Changing();
            return Folder(path) is { Entries.Count: 0 } folder && Remove(Parent(path)!, path, folder);
        }
    }

    public IEnumerable<FolderEntry> List(string folder)
    {
        lock (_gate) return Folder(folder) is { } node ? [.. node.Entries.Select(e => new FolderEntry(e.Key, e.Value is FolderNode))] : [];
    }

    public void FlushFolder(string folder)
    {
        BeforeFolderFlush?.Invoke(folder);
        lock (_gate)
        {
            Changing();
            var node = Folder(folder) ?? throw new DirectoryNotFoundException($"No folder '{folder}'.");
            if (IsFlush(folder)) node.Flush();
        }
    }

    internal T Locked<T>(Func<T> action)
    {
        lock (_gate) return action();
    }

    internal void Change(Action action)
    {
        lock (_gate)
        {
            Changing();
            action();
        }
    }

    internal void Flush(FileNode node, string path, bool time) => Change(() =>
    {
        if (IsFlush(path)) node.Flush(time);
    });

    private bool IsFlush(string path)
    {
        _flushed.Add(path);
        return _flushed.Count - 1 != IgnoreFlush;
    }

    private void Changing()
    {
        if (_changes >= PowerOffAfter) throw new PowerLostException();
        _changes++;
    }

    private FileNode Find(string path, FileOpening opening)
    {
        var folder = Parent(path) ?? throw new DirectoryNotFoundException($"No folder for '{path}'.");
        var name = Path.GetFileName(path);
        if (folder.Entries.GetValueOrDefault(name) is FileNode found)
            return opening == FileOpening.CreateNew ? throw new IOException($"'{path}' exists.") : found;
        if (opening is FileOpening.Read or FileOpening.ReadWrite) throw new FileNotFoundException($"No '{path}'.");
        Changing();
        var created = new FileNode();
        folder.Change(new EntryChange(created, null, "", folder, name));
        return created;
    }

    private static bool Remove(FolderNode folder, string path, object node)
    {
        folder.Change(new EntryChange(node, folder, Path.GetFileName(path), null, ""));
        return true;
    }

    private FolderNode? Parent(string path) => Path.GetDirectoryName(path) is { } parent ? Folder(parent) : null;

    private FolderNode? Folder(string path)
    {
        var node = _root;
        foreach (var part in path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            if (node.Entries.GetValueOrDefault(part) is not FolderNode next) return null;
            node = next;
        }
        return node;
    }

    private static void Survive(
        FolderNode from, FolderNode to, Func<EntryChange, bool> keep, Func<bool> keepBytes, Dictionary<object, FileNode> files)
    {
        var entries = new Dictionary<string, object>(from.Durable, StringComparer.Ordinal);
        foreach (var change in from.Pending.Where(keep)) change.Apply(from, entries);
        foreach (var (name, node) in entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            object survivor;
            if (node is FolderNode folder)
            {
                var copy = new FolderNode();
                Survive(folder, copy, keep, keepBytes, files);
                survivor = copy;
            }
            else
            {
                // A file that is seen under two names, in the middle of a rename, is one file.
                survivor = files.TryGetValue(node, out var file) ? file : files[node] = ((FileNode)node).AfterPowerLoss(keepBytes);
            }
            to.Entries[name] = to.Durable[name] = survivor;
        }
    }
}
