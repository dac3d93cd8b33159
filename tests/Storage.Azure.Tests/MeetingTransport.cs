using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure.Tests;

/// <summary>Holds chosen requests until two of them are on their way: the one who sends one after the other waits for ever, which is told after a while.</summary>
internal sealed class MeetingTransport(Func<Request, bool> isHeld) : HttpPipelineTransport
{
    private static readonly HttpClientTransport Inner = new(new HttpClient());

    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public int Held { get; private set; }

    public override Request CreateRequest() => Inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Only asynchronous calls are made.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (isHeld(message.Request))
        {
            Held++;
            if (Interlocked.Increment(ref _waiting) == 2) _met.SetResult();
            await _met.Task.WaitAsync(TimeSpan.FromSeconds(30), message.CancellationToken);
        }
        await Inner.ProcessAsync(message);
    }
}
