using System.Text.Json;
using Serverless.Native.Files;

namespace Serverless.Engine.Locking;

/// <summary>
/// One owner per folder. <c>hub.lock</c> is locked by the operating system, which lets go when its holder dies, however it dies: a stale lock cannot
/// be. <c>owner.json</c> beside it says who holds it; it means nothing while the lock is free.
/// </summary>
internal sealed class HubLock : IDisposable
{
    public const string LockName = "hub.lock";
    public const string OwnerName = "owner.json";

    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly IFile _lock;

    private HubLock(IFileSystem files, string folder, IFile held)
    {
        _files = files;
        _folder = folder;
        _lock = held;
    }

    /// <exception cref="HubInUseException">Another live process, or another engine in this one, holds it.</exception>
    public static HubLock Take(IFileSystem files, string folder, HubOwner owner)
    {
        OwnerOnly.ProtectFolder(folder);
        var held = files.TryLock(Path.Combine(folder, LockName)) ?? throw new HubInUseException(folder, ReadOwner(files, folder));
        var taken = new HubLock(files, folder, held);
        try
        {
            taken.Announce(owner);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether somebody holds a folder at this moment.</summary>
    public static bool IsTaken(IFileSystem files, string folder)
    {
        using var held = files.TryLock(Path.Combine(folder, LockName));
        return held is null;
    }

    /// <summary>Replaces what is said about the owner, in one step.</summary>
    public void Announce(HubOwner owner)
    {
        var next = Path.Combine(_folder, OwnerName + ".new");
        _files.Delete(next);
        // It may carry a key that steers this hub: only its owner may read it, from its first byte on.
        using (var file = _files.Open(next, FileOpening.CreateNew))
        {
            OwnerOnly.Protect(next);
            file.Write(JsonSerializer.SerializeToUtf8Bytes(owner, JsonSerializerOptions.Web), 0);
        }
        _files.Rename(next, Path.Combine(_folder, OwnerName), overwrite: true);
    }

    public static HubOwner? ReadOwner(IFileSystem files, string folder)
    {
        try
        {
            using var file = files.Open(Path.Combine(folder, OwnerName), FileOpening.Read);
            var bytes = new byte[file.Length];
            // Left by a build before, or by somebody's chmod: others may have the key.
            OwnerOnly.Protect(Path.Combine(folder, OwnerName));
            return JsonSerializer.Deserialize<HubOwner>(bytes.AsSpan(0, file.Read(bytes, 0)), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            // While the lock is still held: after it, the file would be the next owner's.
            _files.Delete(Path.Combine(_folder, OwnerName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a lock, what it says means nothing.
        }
        finally
        {
            _lock.Dispose();
        }
    }
}
