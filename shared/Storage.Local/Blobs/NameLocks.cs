using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Serverless.Native.Files;

namespace Serverless.Storage.Local.Blobs;

/// <summary>
/// Locks that let one writer at a time, of all processes, look at a blob and replace it. Names share 64 locks. Held for the look and the rename only,
/// never while content is written or flushed. The lock's file remembers the latest version deleted under it, so that a version never comes back.
/// </summary>
internal sealed class NameLocks(IFileSystem files, string folder)
{
    private const int Count = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(16);

    private readonly SemaphoreSlim[] _inProcess = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    public string Folder => folder;

    public async Task<NameLock> AcquireAsync(BlobName name, CancellationToken cancellationToken)
    {
        var stripe = (int)(Hash(name.Value) % Count);
        await _inProcess[stripe].WaitAsync(cancellationToken);
        try
        {
            var path = Path.Combine(folder, stripe.ToString("x2"));
            var pause = FirstPause;
            while (true)
            {
                if (files.TryLock(path) is { } file) return new NameLock(file, _inProcess[stripe]);
                // Another process has it, for real time, whatever clock the account was given.
                await Task.Delay(pause, TimeProvider.System, cancellationToken);
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch
        {
            _inProcess[stripe].Release();
            throw;
        }
    }

    /// <summary>FNV-1a: every process must choose the same lock, which string.GetHashCode does not.</summary>
    private static uint Hash(string name)
    {
        var hash = 2166136261u;
        foreach (var b in MemoryMarshal.AsBytes(name.AsSpan())) hash = (hash ^ b) * 16777619u;
        return hash;
    }
}

/// <summary>The lock on a name while it is held.</summary>
internal sealed class NameLock(IFile file, SemaphoreSlim inProcess) : IDisposable
{
    /// <summary>Time (ticks) of the latest version that was deleted under this lock; 0 when none was.</summary>
    public long LatestDeleted
    {
        get
        {
            Span<byte> value = stackalloc byte[sizeof(long)];
            return file.Read(value, 0) == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(value) : 0;
        }
        set
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            file.Write(bytes, 0);
        }
    }

    public void Dispose()
    {
        file.Dispose();
        inProcess.Release();
    }
}
