using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Azure.Tests;

/// <summary>Sends requests, and loses the answer to the first write, answers the first requests as a throttled service does, or cancels while the n-th is on its way.</summary>
internal sealed class UnreliableTransport(bool loseFirstWrite = false, int throttled = 0, (int Request, CancellationTokenSource Stop)? cancelAt = null) : HttpPipelineTransport
{
    // One connection pool for all; it lives as long as the tests.
    private static readonly HttpClientTransport Inner = new(new HttpClient());

    private int _writes;
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public override Request CreateRequest() => Inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Only asynchronous calls are made.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var request = Interlocked.Increment(ref _requests);
        if (cancelAt is { } cancel && cancel.Request == request) await cancel.Stop.CancelAsync();
        if (request <= throttled)
        {
            message.Response = new BusyResponse(message.Request.ClientRequestId);
            return;
        }
        await Inner.ProcessAsync(message);
        if (loseFirstWrite && message.Request.Method == RequestMethod.Put && Interlocked.Increment(ref _writes) == 1) throw new IOException("The connection broke.");
    }

    private sealed class BusyResponse(string id) : Response
    {
        public override int Status => 503;

        public override string ReasonPhrase => "Server Busy";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = id;

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => name is "Retry-After" or "x-ms-request-id";

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new("Retry-After", "1"), new("x-ms-request-id", "busy-1")];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = name == "Retry-After" ? "1" : name == "x-ms-request-id" ? "busy-1" : "";
            return ContainsHeader(name);
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            values = TryGetHeader(name, out var value) ? [value] : [];
            return ContainsHeader(name);
        }
    }
}
