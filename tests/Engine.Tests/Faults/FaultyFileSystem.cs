using Serverless.Native.Files;

namespace Serverless.Engine.Tests.Faults;

/// <summary>The real file system with faults on demand: the n-th write or flush fails, or the disk is full.</summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    private readonly DiskFileSystem _inner = DiskFileSystem.Instance;
    private int _operations;
    private int _refusals;

    /// <summary>Writes, flushes, renames and creations so far.</summary>
    public int Operations => Volatile.Read(ref _operations);

    /// <summary>Which operation fails, once; from 1.</summary>
    public int FailAt { get; set; }

    /// <summary>Every write fails while set, after half of it was written.</summary>
    public bool IsFull { get; set; }

    /// <summary>Creations of files that end so fail while set.</summary>
    public string? Refused { get; set; }

    /// <summary>How many did.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    public IFile Open(string path, FileOpening opening)
    {
        if (opening != FileOpening.Read && Refused is { } end && path.EndsWith(end, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _refusals);
            throw new IOException($"Injected refusal: '{path}'.");
        }
        if (opening is FileOpening.CreateNew or FileOpening.OpenOrCreate) Count(path);
        return new FaultyFile(this, _inner.Open(path, opening), path);
    }

    public IFile? TryLock(string path) => _inner.TryLock(path);

    public FileStatus? GetStatus(string path) => _inner.GetStatus(path);

    public bool Rename(string from, string to, bool overwrite)
    {
        Count(from);
        return _inner.Rename(from, to, overwrite);
    }

    public bool Delete(string path) => _inner.Delete(path);

    public bool CreateFolder(string path) => _inner.CreateFolder(path);

    public bool DeleteFolder(string path) => _inner.DeleteFolder(path);

    public IEnumerable<FolderEntry> List(string folder) => _inner.List(folder);

    public void FlushFolder(string folder)
    {
        Count(folder);
        _inner.FlushFolder(folder);
    }

    private void Count(string path)
    {
        if (Interlocked.Increment(ref _operations) == FailAt) throw new IOException($"Injected fault at operation {FailAt}: '{path}'.");
    }

    private sealed class FaultyFile(FaultyFileSystem owner, IFile inner, string path) : IFile
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
            if (owner.IsFull || Interlocked.Increment(ref owner._operations) == owner.FailAt)
            {
                inner.Write(bytes[..(bytes.Length / 2)], offset);
                throw owner.IsFull ? FileFault.Full(path) : new IOException($"Injected fault: '{path}'.");
            }
            inner.Write(bytes, offset);
        }

        public long CopyFrom(IFile source, long sourceOffset, long offset, long length)
        {
            owner.Count(path);
            return inner.CopyFrom(source, sourceOffset, offset, length);
        }

        public void StartFlush(long offset, long length) => inner.StartFlush(offset, length);

        public void SetLength(long length) => inner.SetLength(length);

        public void Preallocate(long length) => inner.Preallocate(length);

        public void Flush()
        {
            owner.Count(path);
            inner.Flush();
        }

        public void FlushData()
        {
            owner.Count(path);
            inner.FlushData();
        }

        public void Dispose() => inner.Dispose();
    }
}
