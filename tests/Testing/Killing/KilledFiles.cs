using Serverless.Native.Files;

namespace Serverless.Testing.Killing;

/// <summary>
/// The disk as a process sees it that is killed after so many changes: what it wrote is there, it changes nothing any more, and its locks are gone with its files.
/// </summary>
/// <param name="changes">How many it makes; <see cref="int.MaxValue"/>: it lives.</param>
public sealed class KilledFiles(int changes) : IFileSystem
{
    private static readonly DiskFileSystem Disk = DiskFileSystem.Instance;

    private readonly TaskCompletionSource _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = changes;

    /// <summary>Ends with the process.</summary>
    public Task Death => _death.Task;

    public bool IsDead => Volatile.Read(ref _left) < 0;

    public IFile Open(string path, FileOpening opening)
    {
        if (opening is not FileOpening.Read) Change();
        return new KilledFile(this, Disk.Open(path, opening));
    }

    public IFile? TryLock(string path) => Disk.TryLock(path) is { } file ? new KilledFile(this, file) : null;

    public FileStatus? GetStatus(string path) => Disk.GetStatus(path);

    public bool Rename(string from, string to, bool overwrite)
    {
        Change();
        return Disk.Rename(from, to, overwrite);
    }

    public bool Delete(string path)
    {
        Change();
        return Disk.Delete(path);
    }

    public bool CreateFolder(string path)
    {
        Change();
        return Disk.CreateFolder(path);
    }

    public bool DeleteFolder(string path)
    {
        Change();
        return Disk.DeleteFolder(path);
    }

    public IEnumerable<FolderEntry> List(string folder) => Disk.List(folder);

    public void FlushFolder(string folder) => Change();

    private void Change()
    {
        if (Interlocked.Decrement(ref _left) >= 0) return;
        _death.TrySetResult();
        throw new IOException("The process is dead.");
    }

    private sealed class KilledFile(KilledFiles files, IFile file) : IFile
    {
        public long Length => file.Length;

        public DateTimeOffset LastWriteTime
        {
            get => file.LastWriteTime;
            set
            {
                files.Change();
                file.LastWriteTime = value;
            }
        }

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            files.Change();
            file.Write(bytes, offset);
        }

        // Through Write, which counts.
        public long CopyFrom(IFile source, long sourceOffset, long offset, long length) => 0;

        public void StartFlush(long offset, long length)
        {
        }

        public void SetLength(long length)
        {
            files.Change();
            file.SetLength(length);
        }

        public void Preallocate(long length)
        {
        }

        // The next process is one of this machine: what was written is there without a flush.
        public void Flush() => files.Change();

        public void FlushData() => files.Change();

        public void Dispose() => file.Dispose();
    }
}
