using System.Text.Json;
using Serverless.Client.Semaphores;
using Serverless.JobHost.Conformance;
using Serverless.Semaphores;
using Serverless.Testing;

namespace Serverless.Host.Tests.EndToEnd;

/// <summary>The SDK's semaphores over a running host.</summary>
public sealed class HttpSemaphoreTests
{
    [Fact]
    public async Task Hold_OfAHost_IsExclusiveRenewedAndTakenBackWhenNobodyWaits()
    {
        using var folder = new TempFolder();
        using var host = await HostProgram.StartAsync(folder.Of("data"));
        using var client = host.Connect();
        using var made = await client.Http.PutAsync(new Uri("/api/semaphores/erp", UriKind.Relative), JobHostClient.Json("""{ "limit": 1, "leaseTime": "00:00:03" }"""));
        var semaphores = new HttpSemaphores(client.Http);
        var first = (await semaphores.HoldAsync("erp", 1, new AcquireOptions { Holder = "first" }, TimeProvider.System, CancellationToken.None))!;

        using var stop = new CancellationTokenSource();
        var second = semaphores.HoldAsync("erp", 1, new AcquireOptions { Holder = "second" }, TimeProvider.System, stop.Token);
        await Condition.WaitAsync("somebody waits", async () => (await ShowAsync(client)).GetProperty("pending").GetInt32() == 1);
        // A lease that is renewed five times, each at a fifth of its time, lives longer than itself. Three seconds leave a
        // busy machine time to renew.
        await Condition.WaitAsync("the lease was renewed", async () => (await ShowAsync(client)).GetProperty("leases")[0].GetProperty("beat").GetInt64() > 5);
        Assert.True(first.IsHeld);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Condition.WaitAsync("nobody waits", async () => (await ShowAsync(client)).GetProperty("pending").GetInt32() == 0);

        await first.DisposeAsync();
        await Condition.WaitAsync("it is free", async () => (await ShowAsync(client)).GetProperty("held").GetInt32() == 0);
    }

    private static Task<JsonElement> ShowAsync(JobHostClient client) => client.GetAsync("/api/semaphores/erp");
}
