using Microsoft.Win32.SafeHandles;
using Serverless.Native.Interop;

namespace Serverless.Native.Files;

/// <summary>The operating system's own file system: Linux, macOS, Windows.</summary>
public sealed class DiskFileSystem : IFileSystem
{
    private DiskFileSystem()
    {
    }

    /// <summary>The one there is; it has no state.</summary>
    public static DiskFileSystem Instance { get; } = new();

    /// <summary>A file that somebody else has opened and closes.</summary>
    public static IFile Borrow(SafeFileHandle handle) => new DiskFile(handle, isBorrowed: true);

    public IFile Open(string path, FileOpening opening)
    {
        var mode = opening switch
        {
            FileOpening.CreateNew => FileMode.CreateNew,
            FileOpening.OpenOrCreate => FileMode.OpenOrCreate,
            _ => FileMode.Open,
        };
        var access = opening == FileOpening.Read ? FileAccess.Read : FileAccess.ReadWrite;
        return new DiskFile(File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete));
    }

    public IFile? TryLock(string path)
    {
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (OperatingSystem.IsWindows() ? WindowsFiles.TryLock(handle) : UnixLocks.TryLock(handle, path)) return new DiskFile(handle, isLocked: true);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        handle.Dispose();
        return null;
    }

    public FileStatus? GetStatus(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStatus(file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    public bool Rename(string from, string to, bool overwrite) =>
        OperatingSystem.IsWindows() ? WindowsFiles.Rename(from, to, overwrite) : UnixFiles.Rename(from, to, overwrite);

    public bool Delete(string path) => OperatingSystem.IsWindows() ? WindowsFiles.DeleteFile(path) : UnixFiles.Delete(path);

    public bool CreateFolder(string path)
    {
        if (Directory.Exists(path)) return false;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null && !Directory.Exists(parent)) throw new DirectoryNotFoundException($"There is no folder '{parent}'.");
        Directory.CreateDirectory(path);
        return true;
    }

    public bool DeleteFolder(string path)
    {
        try
        {
            if (!Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).Any()) return false;
            Directory.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Somebody put something there in between: it is not empty.
            return false;
        }
    }

    public IEnumerable<FolderEntry> List(string folder)
    {
        // Looked at first because a missing folder is common, and an exception dear.
        if (!Directory.Exists(folder)) yield break;
        IEnumerator<FileSystemInfo> entries;
        try
        {
            entries = new DirectoryInfo(folder).EnumerateFileSystemInfos().GetEnumerator();
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }
        using (entries)
        {
            while (entries.MoveNext()) yield return new FolderEntry(entries.Current.Name, entries.Current is DirectoryInfo);
        }
    }

    public void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) WindowsFiles.FlushFolder(folder);
        else UnixFiles.FlushFolder(folder);
    }
}
