using System.Security.Cryptography;
using Serverless.Native.Files;
using Serverless.Storage.Local.Files;

namespace Serverless.Storage.Local.Queues;

/// <summary>
/// A queue as a folder with a file for each message. Puts, completions and dead letters are flushed; leases are not: a power loss ends their holders too,
/// and the message is then seen again, at worst with a dequeue count of before.
/// </summary>
internal sealed class LocalWorkQueue : IWorkQueue
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    // Long enough to write a dead letter, short enough to be retried soon when this process dies over it.
    private static readonly TimeSpan DeadLetterHold = TimeSpan.FromMinutes(1);

    private readonly IFileSystem _files;
    private readonly string _account;
    private readonly TimeProvider _time;
    private readonly WriteClock _clock;
    private readonly FolderFlusher _flusher;
    private readonly DurableFolders _folders;
    private readonly Staging _staging;
    private readonly QueueFolder _messages;
    private readonly Func<string, LocalWorkQueue> _queues;

    public LocalWorkQueue(IFileSystem files, string account, string root, string name, TimeProvider time, Func<string, LocalWorkQueue> queues)
    {
        (_files, _account, _time, Name, _queues) = (files, account, time, name, queues);
        _clock = WriteClock.Of(time);
        _flusher = new FolderFlusher(files, BlockingThreads.Shared);
        _folders = new DurableFolders(files, _flusher, account, root);
        _staging = new Staging(files, Path.Combine(root, "staging"), time);
        _messages = QueueFolder.Of(files, Path.Combine(root, "messages"));
    }

    public string Name { get; }

    private long Now => _time.GetUtcNow().UtcTicks;

    public Task PutAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (body.Length > IWorkQueue.MaxBodyBytes)
            throw new ArgumentException($"A message of {body.Length} bytes does not fit into queue '{Name}': {IWorkQueue.MaxBodyBytes} are allowed.", nameof(body));
        Check(delay, nameof(delay));
        var id = MessageFile.NewId(_clock.Next(), Random32());
        return AddAsync(new MessageFile(id, Now + delay.Ticks, 0, 0), body, overwrite: false, cancellationToken);
    }

    public Task<QueueLease?> LeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken) => Guard("lease a message of", () =>
    {
        Check(visibility, nameof(visibility));
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return WaitForLeaseAsync(visibility, wait, cancellationToken);
    }, cancellationToken);

    public Task<QueueLease> RenewAsync(QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken) => Guard("renew", () =>
    {
        Check(visibility, nameof(visibility));
        var message = Parse(lease);
        var next = message with { VisibleAt = Now + visibility.Ticks, Receipt = Random32() };
        if (!_messages.TryChange(message, next)) throw Lost(lease);
        return Task.FromResult(lease with { Receipt = next.Name, VisibleAgainAt = new DateTimeOffset(next.VisibleAt, TimeSpan.Zero) });
    }, cancellationToken);

    public Task CompleteAsync(QueueLease lease, CancellationToken cancellationToken) => Guard("complete", async () =>
    {
        await RemoveAsync(Parse(lease), lease);
        return true;
    }, cancellationToken);

    public Task AbandonAsync(QueueLease lease, TimeSpan delay, CancellationToken cancellationToken) => Guard("abandon", () =>
    {
        Check(delay, nameof(delay));
        var message = Parse(lease);
        var next = message with { VisibleAt = Now + delay.Ticks, Receipt = Random32() };
        if (!_messages.TryChange(message, next)) throw Lost(lease);
        _messages.Set(next, wake: true);
        return Task.FromResult(true);
    }, cancellationToken);

    public Task DeadLetterAsync(QueueLease lease, string reason, CancellationToken cancellationToken) => Guard("dead-letter", async () =>
    {
        var message = Parse(lease);
        // First a lease of our own, so that no other process works on it while it is in two places.
        var held = message with { VisibleAt = Now + DeadLetterHold.Ticks, Receipt = Random32() };
        if (!_messages.TryChange(message, held)) throw Lost(lease);
        var letter = new DeadLetter(lease.Id, lease.Body, reason, _time.GetUtcNow());
        // The same name each time: setting a message aside again after a crash in between replaces the first letter.
        var poison = _queues(DeadLetterEnvelope.QueueOf(Name));
        await poison.AddAsync(new MessageFile(message.Id, 0, 0, 0), DeadLetterEnvelope.Encode(letter), overwrite: true, cancellationToken);
        await RemoveAsync(held, lease);
        return true;
    }, cancellationToken);

    public Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 32);
        return Guard("peek at dead letters of", () =>
        {
            var poison = _queues(DeadLetterEnvelope.QueueOf(Name))._messages;
            return Task.FromResult<IReadOnlyList<DeadLetter>>([.. Messages(poison)
                .OrderBy(m => m.Id, StringComparer.Ordinal)
                .Select(m => (m.Id, Body: Read(poison, m)))
                .Where(m => m.Body is not null)
                .Take(limit)
                .Select(m => DeadLetterEnvelope.Decode(m.Id, m.Body))]);
        }, cancellationToken);
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        Guard("count messages of", () => Task.FromResult(Messages(_messages).LongCount()), cancellationToken);

    private async Task<QueueLease?> WaitForLeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        // At the beginning and at the end the folder itself is looked at, so that null means that there was none in any process.
        for (bool look = true, last = wait == TimeSpan.Zero; ; look = last)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = _messages.Changed;
            if (TryLease(visibility, look) is { } lease) return lease;
            if (last) return null;
            var left = wait - _time.GetElapsedTime(start);
            last = left <= TimeSpan.Zero;
            if (last) continue;
            await _messages.WatchBy(_time).WaitAsync(changed, left, cancellationToken);
        }
    }

    private QueueLease? TryLease(TimeSpan visibility, bool look)
    {
        var now = Now;
        var ends = now + visibility.Ticks;
        while (_messages.Take(now, look, m => m with { VisibleAt = ends, DequeueCount = m.DequeueCount + 1, Receipt = Random32() }) is { } message)
        {
            if (Read(_messages, message) is { } body)
                return new QueueLease(message.Id, body, message.DequeueCount, message.Name, new DateTimeOffset(ends, TimeSpan.Zero));
        }
        return null;
    }

    private Task<bool> AddAsync(MessageFile message, ReadOnlyMemory<byte> body, bool overwrite, CancellationToken cancellationToken) =>
        Guard("put a message into", async () =>
        {
            var known = _folders.Begin();
            await _folders.EnsureScratchAsync(known, _staging.Folder, cancellationToken);
            await _folders.EnsureAsync(known, _messages.Path, cancellationToken);
            using var staged = await BlockingThreads.Shared.RunAsync(() => Stage(body), cancellationToken);
            staged.Publish(_messages.FileOf(message), overwrite);
            _messages.Set(message, wake: true);
            await _flusher.FlushAsync(_messages.Path, CancellationToken.None);
            return true;
        }, cancellationToken);

    private StagedFile Stage(ReadOnlyMemory<byte> body)
    {
        var staged = _staging.Create();
        try
        {
            staged.File.Write(body.Span, 0);
            staged.File.Flush();
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    private async Task RemoveAsync(MessageFile message, QueueLease lease)
    {
        var deleted = _files.Delete(_messages.FileOf(message));
        _messages.Remove(message.Id);
        if (!deleted) throw Lost(lease);
        await _flusher.FlushAsync(_messages.Path, CancellationToken.None);
    }

    private IEnumerable<MessageFile> Messages(QueueFolder folder) =>
        _files.List(folder.Path).Where(e => !e.IsFolder).Select(e => MessageFile.Parse(e.Name)).OfType<MessageFile>();

    /// <returns>Null when the message has changed its state meanwhile.</returns>
    private byte[]? Read(QueueFolder folder, MessageFile message)
    {
        try
        {
            using var file = _files.Open(folder.FileOf(message), FileOpening.Read);
            var body = new byte[file.Length];
            var length = 0;
            for (int read; length < body.Length && (read = file.Read(body.AsSpan(length), length)) > 0;) length += read;
            return body;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task<T> Guard<T>(string verb, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await action();
        }
        catch (Exception e) when (FileErrors.IsFileFault(e))
        {
            throw FileErrors.Of($"{verb} queue '{Name}'", _account, e);
        }
    }

    private MessageFile Parse(QueueLease lease) =>
        MessageFile.Parse(lease.Receipt) ?? throw new ArgumentException($"'{lease.Receipt}' is no receipt of queue '{Name}'.", nameof(lease));

    private LeaseLostException Lost(QueueLease lease) =>
        new($"The lease on message {lease.Id} of queue '{Name}' ended at {lease.VisibleAgainAt:O} or was given up; the message may be with somebody else.");

    private static void Check(TimeSpan span, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span, LongestDelay, name);
    }

    /// <summary>Receipts and ids must differ between processes, so no seed will do.</summary>
    private static uint Random32() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
}
