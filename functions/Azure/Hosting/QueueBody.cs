namespace Serverless.Azure.Hosting;

/// <summary>
/// Bodies of queue messages: base64, as Functions and our own queues write, or plain text, as people and other SDKs put. host.json leaves decoding to us,
/// because the Functions host drops what is not as it expects.
/// </summary>
internal static class QueueBody
{
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body)
    {
        var bytes = new byte[body.Length];
        var status = System.Buffers.Text.Base64.DecodeFromUtf8(body.Span, bytes, out var consumed, out var written);
        return status == System.Buffers.OperationStatus.Done && consumed == body.Length && written > 0 ? bytes.AsMemory(0, written) : body;
    }
}
