using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Queues;

internal sealed class AzureWorkQueue(QueueClient queue, Uri service, TimeProvider time, Func<string, AzureWorkQueue> queues) : IWorkQueue
{
    // A message in an empty queue is found within half a second or so; an idle consumer costs about 2 transactions a second.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);
    private static readonly TimeSpan DeadLetterHold = TimeSpan.FromMinutes(1);

    // Otherwise the service throws messages away after seven days.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    public string Name => queue.Name;

    public Task PutAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (body.Length > IWorkQueue.MaxBodyBytes)
            throw new ArgumentException($"A message of {body.Length} bytes does not fit into queue '{Name}': {IWorkQueue.MaxBodyBytes} are allowed.", nameof(body));
        return SendAsync(body, Seconds(delay, TimeSpan.Zero), cancellationToken);
    }

    public async Task<QueueLease?> LeaseAsync(TimeSpan visibility, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        var seconds = Seconds(visibility, TimeSpan.FromSeconds(1));
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await RunAsync("lease from", () => ReceiveAsync(seconds, cancellationToken), cancellationToken) is { } lease) return lease;
            var left = wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return null;
            await Task.Delay(pause < left ? pause : left, time, cancellationToken);
        }
    }

    public Task<QueueLease> RenewAsync(QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken) =>
        HoldAsync("renew", lease, Seconds(visibility, TimeSpan.Zero), cancellationToken);

    public Task CompleteAsync(QueueLease lease, CancellationToken cancellationToken) => RunAsync("complete", async () =>
    {
        try
        {
            await queue.DeleteMessageAsync(lease.Id, lease.Receipt, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            throw Lost(lease, e);
        }
    }, cancellationToken);

    public Task AbandonAsync(QueueLease lease, TimeSpan delay, CancellationToken cancellationToken) =>
        HoldAsync("abandon", lease, Seconds(delay, TimeSpan.Zero), cancellationToken);

    public async Task DeadLetterAsync(QueueLease lease, string reason, CancellationToken cancellationToken)
    {
        // First a lease of our own, so that no other process works on it while it is in two places.
        var held = await HoldAsync("dead-letter", lease, DeadLetterHold, cancellationToken);
        var letter = new DeadLetter(lease.Id, lease.Body, reason, time.GetUtcNow());
        await queues(DeadLetterEnvelope.QueueOf(Name)).SendAsync(DeadLetterEnvelope.Encode(letter), TimeSpan.Zero, cancellationToken);
        // Both places have it now; the original goes even when the caller gives up here, and comes back in a minute when this process dies here.
        await CompleteAsync(held, CancellationToken.None);
    }

    public Task<IReadOnlyList<DeadLetter>> PeekDeadLettersAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 32);
        return queues(DeadLetterEnvelope.QueueOf(Name)).PeekAsync(limit, cancellationToken);
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) => RunAsync(
        "count messages of",
        async () => (long)(await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount,
        cancellationToken);

    private Task<bool> SendAsync(ReadOnlyMemory<byte> body, TimeSpan delay, CancellationToken cancellationToken) => RunAsync("put a message into", async () =>
    {
        await queue.SendMessageAsync(MessageText.Encode(body), delay, NeverExpires, cancellationToken);
        return true;
    }, cancellationToken);

    private async Task<QueueLease?> ReceiveAsync(TimeSpan visibility, CancellationToken cancellationToken)
    {
        QueueMessage? message = (await queue.ReceiveMessageAsync(visibility, cancellationToken)).Value;
        return message is null
            ? null
            : new QueueLease(
                message.MessageId,
                MessageText.Decode(message.MessageText),
                checked((int)message.DequeueCount),
                message.PopReceipt,
                message.NextVisibleOn ?? time.GetUtcNow() + visibility);
    }

    private Task<QueueLease> HoldAsync(string verb, QueueLease lease, TimeSpan visibility, CancellationToken cancellationToken) => RunAsync(verb, async () =>
    {
        try
        {
            var renewed = (await queue.UpdateMessageAsync(lease.Id, lease.Receipt, visibilityTimeout: visibility, cancellationToken: cancellationToken)).Value;
            return lease with { Receipt = renewed.PopReceipt, VisibleAgainAt = renewed.NextVisibleOn };
        }
        catch (RequestFailedException e) when (IsLost(e))
        {
            throw Lost(lease, e);
        }
    }, cancellationToken);

    private Task<IReadOnlyList<DeadLetter>> PeekAsync(int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<DeadLetter>>("peek at", async () =>
    {
        var messages = (await queue.PeekMessagesAsync(limit, cancellationToken)).Value;
        // A message that was set aside twice, because a process died in between, is one letter.
        return [.. messages.Select(m => DeadLetterEnvelope.Decode(m.MessageId, MessageText.Decode(m.MessageText))).DistinctBy(l => l.Id, StringComparer.Ordinal)];
    }, cancellationToken);

    /// <summary>Runs a request, once more when the queue had to be made first, and words failures.</summary>
    private async Task<T> RunAsync<T>(string verb, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                return await request();
            }
            catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
            {
                await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                return await request();
            }
        }
        catch (Exception e) when (AzureErrors.IsOfService(e))
        {
            throw AzureErrors.Of($"{verb} queue '{Name}'", service, e);
        }
    }

    private static bool IsLost(RequestFailedException e) => e.ErrorCode == QueueErrorCode.MessageNotFound || e.ErrorCode == QueueErrorCode.PopReceiptMismatch;

    private LeaseLostException Lost(QueueLease lease, Exception e) => new(
        $"The lease on message {lease.Id} of queue '{Name}' ended at {lease.VisibleAgainAt:O} or was given up; the message may be with somebody else.", e);

    /// <summary>The service knows whole seconds: rounded up, so that no lease is shorter than asked.</summary>
    private static TimeSpan Seconds(TimeSpan span, TimeSpan least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span, LongestDelay);
        var whole = TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));
        return whole > least ? whole : least;
    }
}
