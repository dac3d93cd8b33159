namespace Serverless.Native.Files;

/// <summary>
/// A folder for what is not needed once this process has ended, below the system's temporary folder: <c>serverless-{process}-{random}</c>, for this user alone.
/// Disposing it removes it. What a killed process leaves, the next process that makes one removes, in the background.
/// </summary>
/// <remarks>
/// Beside the folder lies <c>{folder}.lock</c>, which its process holds locked for as long as it lives; the system lets go of it with the process. It is there before the folder
/// and goes after it, so a folder whose lock is free has no owner. Process ids come again and prove nothing.
/// </remarks>
public sealed class ScratchFolder : IDisposable
{
    internal const string Prefix = "serverless-";
    internal const string LockEnding = ".lock";
    internal const string NotePrefix = "serverless-note-";

    private static int _swept;

    private readonly IFile _lock;
    private bool _disposed;

    private ScratchFolder(string path, IFile held) => (Path, _lock) = (path, held);

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes one below the system's temporary folder, and begins to remove what killed processes left there.</summary>
    /// <exception cref="IOException">The temporary folder cannot be written to.</exception>
    public static ScratchFolder Create()
    {
        var root = System.IO.Path.GetTempPath();
        var folder = Create(root);
        if (Interlocked.Exchange(ref _swept, 1) == 0) _ = Task.Run(() => RemoveAbandoned(root, TimeProvider.System));
        return folder;
    }

    /// <summary>Makes one in a folder.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static ScratchFolder Create(string root)
    {
        while (true)
        {
            var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
            if (DiskFileSystem.Instance.TryLock(path + LockEnding) is not { } held) continue;
            // Between its making and its locking another process may have found the lock free, and removed it.
            if (!File.Exists(path + LockEnding))
            {
                held.Dispose();
                continue;
            }
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new ScratchFolder(path, held);
        }
    }

    /// <summary>A name in the system's temporary folder for what a child writes and this process reads and removes. Once this process is gone, the next one that makes a folder removes it.</summary>
    public static string NewNote() => System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{NotePrefix}{Environment.ProcessId}-{Guid.NewGuid():N}");

    /// <summary>Removes the folders in a root whose processes are gone. What cannot be removed, as another user's, stays.</summary>
    public static void RemoveAbandoned(string root, TimeProvider time) => ScratchSweep.Run(root, time);

    /// <summary>Removes those of one process that has ended, without looking at others. A folder of a living process stays.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="root">Where; null: the system's temporary folder.</param>
    public static void RemoveOf(int process, string? root = null) => ScratchSweep.RunOf(root ?? System.IO.Path.GetTempPath(), process);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ScratchSweep.Remove(Path, _lock);
    }
}
