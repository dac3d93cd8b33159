using Serverless.Native.Files;

namespace Serverless.Storage.Local.Tests.Faults;

/// <summary>The real disk, whose changes begin to fail at the n-th, as a disk that fills up or is made read-only does.</summary>
/// <param name="failingChange">The first to fail, from 1.</param>
/// <param name="fault">What it fails with; null: it does not, and something else happens just before it.</param>
internal sealed class BrokenFileSystem(int failingChange, Func<string, Exception?> fault) : IFileSystem
{
    private readonly DiskFileSystem _disk = DiskFileSystem.Instance;
    private int _changes;

    public bool Mended { get; set; }

    public bool WasHit => Volatile.Read(ref _changes) >= failingChange;

    public IFile Open(string path, FileOpening opening)
    {
        if (opening == FileOpening.CreateNew) Change(path);
        return new BrokenFile(_disk.Open(path, opening), () => Change(path));
    }

    public IFile? TryLock(string path) => _disk.TryLock(path);

    public FileStatus? GetStatus(string path) => _disk.GetStatus(path);

    public bool Rename(string from, string to, bool overwrite)
    {
        Change(to);
        return _disk.Rename(from, to, overwrite);
    }

    public bool Delete(string path) => _disk.Delete(path);

    public bool CreateFolder(string path)
    {
        if (Directory.Exists(path)) return false;
        Change(path);
        return _disk.CreateFolder(path);
    }

    public bool DeleteFolder(string path) => _disk.DeleteFolder(path);

    public IEnumerable<FolderEntry> List(string folder) => _disk.List(folder);

    public void FlushFolder(string folder) => _disk.FlushFolder(folder);

    private void Change(string path)
    {
        if (Interlocked.Increment(ref _changes) >= failingChange && !Mended && fault(path) is { } failure) throw failure;
    }

    private sealed class BrokenFile(IFile inner, Action change) : IFile
    {
        public long Length => inner.Length;

        public DateTimeOffset LastWriteTime
        {
            get => inner.LastWriteTime;
            set => inner.LastWriteTime = value;
        }

        public int Read(Span<byte> buffer, long offset) => inner.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            change();
            inner.Write(bytes, offset);
        }

        public long CopyFrom(IFile source, long sourceOffset, long offset, long length)
        {
            change();
            return inner.CopyFrom(source, sourceOffset, offset, length);
        }

        public void StartFlush(long offset, long length) => inner.StartFlush(offset, length);

        public void SetLength(long length) => inner.SetLength(length);

        public void Preallocate(long length) => inner.Preallocate(length);

        public void Flush()
        {
            // Where blocks are allocated late, the full disk is told at the flush.
            change();
            inner.Flush();
        }

        public void FlushData() => inner.FlushData();

        public void Dispose() => inner.Dispose();
    }
}
