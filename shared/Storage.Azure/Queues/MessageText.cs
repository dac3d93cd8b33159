using System.Text;

namespace Serverless.Storage.Azure.Queues;

/// <summary>Bodies as the text of messages: base64, as the queue trigger of Azure Functions expects it. Plain text that others put is taken as it is.</summary>
internal static class MessageText
{
    public static string Encode(ReadOnlyMemory<byte> body) => Convert.ToBase64String(body.Span);

    public static ReadOnlyMemory<byte> Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes.AsMemory(0, length) : Encoding.UTF8.GetBytes(text);
    }
}
