using System.Buffers.Binary;
using System.Collections.Concurrent;
using Serverless.Native.Files;

namespace Serverless.Storage.Local.Files;

/// <summary>
/// Makes folders whose whole way from the root is durable, and remembers which are. Folders that have become empty are removed, by any process: a counter
/// in the file <c>removals</c> is raised before and after each removal, so it is odd during one. What was remembered under another count, or under an odd
/// one, is worth nothing. (A process that dies in between leaves it odd: slower until the next removal, and as safe.)
/// </summary>
internal sealed class DurableFolders(IFileSystem files, FolderFlusher flusher, string account, string root)
{
    private readonly string _counter = Path.Combine(root, "removals");
    private readonly ConcurrentDictionary<string, byte> _lasting = new(StringComparer.Ordinal);
    private volatile Known _known = new(-1);

    /// <summary>Returns what is known now; pass it to the other methods of the same write.</summary>
    public Known Begin()
    {
        var removals = ReadRemovals();
        var known = _known;
        if (known.Removals == removals) return known;
        known = new Known(removals);
        return IsOdd(removals) ? known : _known = known;
    }

    /// <summary>Makes the folder and those above it, each durable in its parent.</summary>
    public async Task EnsureAsync(Known known, string folder, CancellationToken cancellationToken)
    {
        if (_lasting.ContainsKey(folder) || known.Folders.ContainsKey(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is null) return;
        var ours = folder.Length >= account.Length;
        await EnsureAsync(known, parent, cancellationToken);
        var made = files.CreateFolder(folder);
        // Ours also when it was there: the process that made it may not have come to flush it. Those above are the user's.
        if (made || ours) await flusher.FlushAsync(parent, cancellationToken);
        // The root and what is above it is never removed.
        (folder.Length <= root.Length ? _lasting : known.Folders).TryAdd(folder, 0);
    }

    /// <summary>Makes a folder that holds nothing that must last, in the root.</summary>
    public async Task EnsureScratchAsync(Known known, string folder, CancellationToken cancellationToken)
    {
        if (known.Folders.ContainsKey(folder)) return;
        await EnsureAsync(known, root, cancellationToken);
        files.CreateFolder(folder);
        known.Folders.TryAdd(folder, 0);
    }

    /// <summary>False when a folder was removed since <paramref name="known"/> was taken: the way to what was written may not be durable.</summary>
    public bool StillHolds(Known known) => !IsOdd(known.Removals) && ReadRemovals() == known.Removals;

    /// <summary>Forgets everything, after a folder that was thought there was missing.</summary>
    public void Forget()
    {
        _lasting.Clear();
        _known = new Known(-1);
    }

    /// <summary>Removes a folder and those above it while they are empty, up to <paramref name="top"/>, which stays. Best effort: somebody else's turn is as good.</summary>
    public void RemoveEmpty(string folder, string top)
    {
        for (var empty = folder; empty.Length > top.Length && !files.List(empty).Any(); empty = Path.GetDirectoryName(empty)!)
        {
            using var counter = files.TryLock(_counter);
            if (counter is null) return;
            var count = Read(counter);
            var during = IsOdd(count) ? count + 2 : count + 1;
            Write(counter, during);
            var deleted = files.DeleteFolder(empty);
            Write(counter, during + 1);
            if (!deleted) return;
        }
    }

    private long ReadRemovals()
    {
        try
        {
            using var counter = files.Open(_counter, FileOpening.OpenOrCreate);
            return Read(counter);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The very first write, before there is a root.
            return 0;
        }
    }

    private static bool IsOdd(long count) => (count & 1) != 0;

    private static void Write(IFile counter, long count)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(value, count);
        counter.Write(value, 0);
    }

    private static long Read(IFile counter)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        return counter.Read(value, 0) == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;
    }

    /// <summary>Folders known to be durable while the count of removals stays.</summary>
    internal sealed class Known(long removals)
    {
        public long Removals => removals;

        public ConcurrentDictionary<string, byte> Folders { get; } = new(StringComparer.Ordinal);
    }
}
