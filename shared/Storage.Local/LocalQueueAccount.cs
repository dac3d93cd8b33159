using System.Collections.Concurrent;
using Serverless.Native.Files;
using Serverless.Storage.Local.Files;
using Serverless.Storage.Local.Names;
using Serverless.Storage.Local.Queues;

namespace Serverless.Storage.Local;

/// <summary>
/// Queues as folders below <c>{folder}/queues/{name}</c>. Safe across threads and processes on a local disk. Within a process a put wakes a waiting lease
/// at once; another process's messages are seen within 200 ms (later in queues of thousands of hidden messages, to keep idle processes idle).
/// </summary>
public sealed class LocalQueueAccount : IQueueAccount
{
    private readonly ConcurrentDictionary<string, LocalWorkQueue> _queues = new(StringComparer.Ordinal);
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="folder">Made at the first put when it is not there.</param>
    /// <param name="time">Says when leases end; all processes on one folder must have about the same.</param>
    public LocalQueueAccount(string folder, TimeProvider time)
        : this(folder, time, DiskFileSystem.Instance)
    {
    }

    internal LocalQueueAccount(string folder, TimeProvider time, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _time = time;
        _files = files;
    }

    public IWorkQueue GetQueue(string name) => Queue(AccountName.Checked(name, "queue"));

    public Task CheckAsync(CancellationToken cancellationToken) => FolderProbe.CheckAsync(_files, _folder, cancellationToken);

    private LocalWorkQueue Queue(string name) => _queues.GetOrAdd(
        AccountName.Checked(name, "queue"),
        static (n, a) => new LocalWorkQueue(a._files, a._folder, Path.Combine(a._folder, "queues", SegmentCode.Encode(n)), n, a._time, a.Queue),
        this);
}
