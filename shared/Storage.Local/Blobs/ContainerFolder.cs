using System.Globalization;
using Serverless.Native.Files;
using Serverless.Storage.Local.Files;
using Serverless.Storage.Local.Names;

namespace Serverless.Storage.Local.Blobs;

/// <summary>What the parts of one container share: its folders, its clock, its errors.</summary>
internal sealed class ContainerFolder
{
    public ContainerFolder(IFileSystem files, string account, string container, TimeProvider time)
    {
        Files = files;
        Account = account;
        Container = container;
        Root = Path.Combine(account, "blobs", SegmentCode.Encode(container));
        Clock = WriteClock.Of(time);
        Flusher = new FolderFlusher(files, BlockingThreads.Shared);
        Folders = new DurableFolders(files, Flusher, account, Root);
        Staging = new Staging(files, Path.Combine(Root, "staging"), time);
        Locks = new NameLocks(files, Path.Combine(Root, "locks"));
    }

    public IFileSystem Files { get; }

    public string Account { get; }

    public string Container { get; }

    public string Root { get; }

    public WriteClock Clock { get; }

    public FolderFlusher Flusher { get; }

    public DurableFolders Folders { get; }

    public Staging Staging { get; }

    public NameLocks Locks { get; }

    public BlobPath PathOf(BlobName name) => BlobPath.Of(Root, name);

    /// <summary>A version is told by its time of writing, which never repeats, and its length, which shows most edits by other programs.</summary>
    public static BlobProperties PropertiesOf(BlobName name, FileStatus status) => new(
        name,
        status.Length,
        new ETag(string.Create(CultureInfo.InvariantCulture, $"{status.LastWriteTime.UtcTicks:x}-{status.Length:x}")),
        status.LastWriteTime);

    public StorageException Error(string verb, BlobName name, Exception fault) =>
        FileErrors.Of($"{verb} blob '{name}' in container '{Container}'", Account, fault);
}
