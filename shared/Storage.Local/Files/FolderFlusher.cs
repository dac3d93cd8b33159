using Serverless.Native.Files;

namespace Serverless.Storage.Local.Files;

/// <summary>Group commit of folders: the one who asks while a flush is under way shares the next one with all others that wait.</summary>
internal sealed class FolderFlusher(IFileSystem files, BlockingThreads threads)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Waiting> _folders = new(StringComparer.Ordinal);

    /// <summary>Returns when every entry that the folder had at the call is durable.</summary>
    public Task FlushAsync(string folder, CancellationToken cancellationToken)
    {
        Task flushed;
        lock (_gate)
        {
            var starts = !_folders.TryGetValue(folder, out var waiting);
            if (starts) _folders.Add(folder, waiting = new Waiting());
            waiting!.Next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flushed = waiting.Next.Task;
            // Not the caller's token: others share this flush.
            if (starts) _ = threads.RunAsync(() => Flush(folder, waiting), CancellationToken.None);
        }
        return flushed.WaitAsync(cancellationToken);
    }

    private void Flush(string folder, Waiting waiting)
    {
        while (true)
        {
            TaskCompletionSource batch;
            lock (_gate)
            {
                if (waiting.Next is null)
                {
                    _folders.Remove(folder);
                    return;
                }
                batch = waiting.Next;
                waiting.Next = null;
            }
            try
            {
                files.FlushFolder(folder);
                batch.SetResult();
            }
            catch (Exception e)
            {
                // It belongs to those who wait; a later flush is a new attempt.
                batch.SetException(e);
            }
        }
    }

    private sealed class Waiting
    {
        public TaskCompletionSource? Next { get; set; }
    }
}
