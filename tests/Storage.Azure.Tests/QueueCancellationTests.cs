using Serverless.Storage.Azure.Connection;

namespace Serverless.Storage.Azure.Tests;

[Collection(AzuriteGroup.Name)]
[Trait("Needs", "Node")]
public sealed class QueueCancellationTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("put")]
    [InlineData("lease")]
    [InlineData("renew")]
    [InlineData("complete")]
    [InlineData("abandon")]
    [InlineData("dead-letter")]
    [InlineData("peek")]
    [InlineData("count")]
    public async Task Queue_CancelledAtAnyRequest_ThrowsAndLosesNoMessage(string operation)
    {
        for (var request = 1; ; request++)
        {
            var name = "c-" + Guid.NewGuid().ToString("n");
            var plain = new AzureQueueAccount(new AzureStorageOptions { ConnectionString = azurite.ConnectionString }).GetQueue(name);
            await plain.PutAsync("m"u8.ToArray(), TimeSpan.Zero, CancellationToken.None);
            var lease = operation is "lease" or "put" or "peek" or "count" ? null : await plain.LeaseAsync(Minute, TimeSpan.Zero, CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var transport = new UnreliableTransport(cancelAt: (request, stop));
            var queue = new AzureQueueAccount(new AzureStorageOptions { ConnectionString = azurite.ConnectionString, Transport = transport }).GetQueue(name);

            var cancelled = await Record.ExceptionAsync(() => operation switch
            {
                "put" => queue.PutAsync("n"u8.ToArray(), TimeSpan.Zero, stop.Token),
                "lease" => queue.LeaseAsync(Minute, TimeSpan.Zero, stop.Token),
                "renew" => queue.RenewAsync(lease!, Minute, stop.Token),
                "complete" => queue.CompleteAsync(lease!, stop.Token),
                "abandon" => queue.AbandonAsync(lease!, TimeSpan.Zero, stop.Token),
                "dead-letter" => queue.DeadLetterAsync(lease!, "bad", stop.Token),
                "peek" => queue.PeekDeadLettersAsync(1, stop.Token),
                _ => queue.CountAsync(stop.Token),
            });

            var left = await plain.CountAsync(CancellationToken.None) + (await plain.PeekDeadLettersAsync(2, CancellationToken.None)).Count;
            if (operation != "complete") Assert.InRange(left, 1, 2);
            if (cancelled is OperationCanceledException) continue;
            Assert.Null(cancelled);
            // Once a dead letter is in both places, its last request is made the one who gave up.
            Assert.True(transport.Requests < request || operation == "dead-letter", $"Request {request} went on.");
            Assert.InRange(request, 2, 20);
            return;
        }
    }
}
