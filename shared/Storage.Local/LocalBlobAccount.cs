using System.Collections.Concurrent;
using Serverless.Native.Files;
using Serverless.Storage.Local.Blobs;
using Serverless.Storage.Local.Files;

namespace Serverless.Storage.Local;

/// <summary>
/// Blobs as plain files below <c>{folder}/blobs/{container}</c>. Safe across threads and processes on a local disk (network shares must have working locks);
/// the file system must keep times to 100 ns or better, as ext4, XFS, APFS and NTFS do.
/// </summary>
/// <remarks>Blobs are plain files, but how they are named and what else lies there is the store's own: change them through it only.</remarks>
public sealed class LocalBlobAccount : IBlobAccount
{
    private readonly ConcurrentDictionary<string, IBlobStore> _containers = new(StringComparer.Ordinal);
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="folder">Made at the first write when it is not there.</param>
    /// <param name="time">Says when blobs were written.</param>
    public LocalBlobAccount(string folder, TimeProvider time)
        : this(folder, time, DiskFileSystem.Instance)
    {
    }

    /// <param name="folder">Made at the first write when it is not there.</param>
    /// <param name="time">Says when blobs were written.</param>
    /// <param name="files">Where the folder is. Tests give one that loses power.</param>
    public LocalBlobAccount(string folder, TimeProvider time, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _time = time;
        _files = files;
    }

    public IBlobStore GetContainer(string name) => _containers.GetOrAdd(
        AccountName.Checked(name, "container"),
        static (n, account) => new LocalBlobStore(new ContainerFolder(account._files, account._folder, n, account._time)),
        this);

    /// <summary>Writes and removes a small file, so that a full or read-only disk is told at the start, and looks whether times are kept well enough.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => FolderProbe.CheckAsync(_files, _folder, cancellationToken);
}
