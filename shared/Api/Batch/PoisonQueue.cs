using Serverless.Storage;

namespace Serverless.Api.Batch;

/// <summary>Where messages go that can never be handled, for a trigger that holds no lease to set them aside by.</summary>
/// <param name="queues">The account.</param>
/// <param name="queueName">The queue that the messages came from; they go to <c>{name}-poison</c>.</param>
/// <param name="time">Dates them.</param>
public sealed class PoisonQueue(IQueueAccount queues, string queueName, TimeProvider time)
{
    // What stays for the reason.
    private const int Fits = IWorkQueue.MaxBodyBytes - (4 * 1024);

    /// <summary>Puts a message there with its reason. A body that does not fit beside it is cut: the reason says so, and the sender has the whole.</summary>
    public async Task PutAsync(string messageId, ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken)
    {
        var letter = body.Length <= Fits
            ? new DeadLetter(messageId, body, reason, time.GetUtcNow())
            : new DeadLetter(messageId, body[..Fits], $"(cut to {Fits} of {body.Length} bytes) {reason}", time.GetUtcNow());
        await queues.GetQueue(DeadLetterEnvelope.QueueOf(queueName)).PutAsync(DeadLetterEnvelope.Encode(letter), TimeSpan.Zero, cancellationToken);
    }
}
