using Serverless.Native.Files;

namespace Serverless.Storage.Local.Tests.Queues;

/// <summary>The real disk, whose folders cannot be listed from some time on.</summary>
internal sealed class UnlistableFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = DiskFileSystem.Instance;

    public bool IsBroken { get; set; }

    public IFile Open(string path, FileOpening opening) => _disk.Open(path, opening);

    public IFile? TryLock(string path) => _disk.TryLock(path);

    public FileStatus? GetStatus(string path) => _disk.GetStatus(path);

    public bool Rename(string from, string to, bool overwrite) => _disk.Rename(from, to, overwrite);

    public bool Delete(string path) => _disk.Delete(path);

    public bool CreateFolder(string path) => _disk.CreateFolder(path);

    public bool DeleteFolder(string path) => _disk.DeleteFolder(path);

    public IEnumerable<FolderEntry> List(string folder) => IsBroken ? throw new UnauthorizedAccessException($"Access to the path '{folder}' is denied.") : _disk.List(folder);

    public void FlushFolder(string folder) => _disk.FlushFolder(folder);
}
