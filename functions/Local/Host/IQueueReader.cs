namespace Serverless.Local.Host;

/// <summary>What a host does with the messages of one queue. The same message again gives the same result.</summary>
internal interface IQueueReader
{
    /// <summary>Hands a message on. An exception means that nothing is decided, and that the message is to be delivered again.</summary>
    Task<ReadMessage> ReadAsync(string messageId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Notes a message that could not be handed on as often as it was tried; it is set aside.</summary>
    Task<ReadMessage> GiveUpAsync(string messageId, string reason, CancellationToken cancellationToken);
}

/// <summary>What became of a message.</summary>
/// <param name="Rejected">Why it is set aside; null when it is done with.</param>
/// <param name="Line">For the person who watches the host; null: nothing to say.</param>
internal sealed record ReadMessage(string? Rejected, string? Line);
