namespace Serverless.Native.Files;

/// <summary>
/// The file operations that durable code is made of, with nothing hidden: what is not flushed may be lost or reordered by a power loss.
/// <see cref="DiskFileSystem"/> is the real one; tests run the same code on one that loses power (tests/Testing/PowerLoss).
/// </summary>
/// <remarks>
/// What survives a power loss: a file's bytes up to its last <see cref="IFile.Flush"/>; a folder's entries (files created, renamed, deleted, folders
/// created in it) up to its last <see cref="FlushFolder"/>. Flushing a file does not flush its entry, and the other way round; a new folder needs a
/// flush of its parent. What was not flushed may survive whole, in part or not at all, in any order; only a rename is never seen half done.
/// A killed process loses nothing that it had written: the kernel has it.
/// Paths are absolute. Calls block; callers choose the thread. Errors are those of System.IO (<see cref="IOException"/> and its kinds,
/// <see cref="UnauthorizedAccessException"/>); <see cref="FileFault"/> tells a full disk from the rest.
/// </remarks>
public interface IFileSystem
{
    /// <summary>Opens a file; others may read, rename and delete it meanwhile. An open file stays readable after it was replaced or deleted.</summary>
    /// <exception cref="FileNotFoundException">It is not there and the opening does not create it.</exception>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    /// <exception cref="IOException">It is there, and the opening is <see cref="FileOpening.CreateNew"/>.</exception>
    IFile Open(string path, FileOpening opening);

    /// <summary>Opens or creates a file and locks it against every other caller of this method, in this and in other processes.</summary>
    /// <returns>Null when another holds it. Disposing the file, or the death of the process, releases it.</returns>
    IFile? TryLock(string path);

    /// <summary>A file's size and time; null when there is no such file (a folder is none).</summary>
    FileStatus? GetStatus(string path);

    /// <summary>Gives a file another name, at once: a reader sees the old file or the new one.</summary>
    /// <returns>False, and nothing done, when the target exists and may not be replaced.</returns>
    /// <exception cref="FileNotFoundException">The source, or the target's folder, is not there.</exception>
    bool Rename(string from, string to, bool overwrite);

    /// <returns>False when it was not there.</returns>
    bool Delete(string path);

    /// <summary>Makes one folder in an existing one.</summary>
    /// <returns>False when it was there.</returns>
    /// <exception cref="DirectoryNotFoundException">The parent is not there.</exception>
    bool CreateFolder(string path);

    /// <summary>Removes an empty folder.</summary>
    /// <returns>False when it is not there or not empty.</returns>
    bool DeleteFolder(string path);

    /// <summary>The entries of a folder in no order; none when it is not there. Entries that come or go meanwhile may be missing.</summary>
    IEnumerable<FolderEntry> List(string folder);

    /// <summary>Makes the entries of a folder durable: files created, renamed and deleted in it.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not there.</exception>
    void FlushFolder(string folder);
}
