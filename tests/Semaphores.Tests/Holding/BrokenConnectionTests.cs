using Serverless.Client.Semaphores;
using Serverless.Semaphores.State;
using Serverless.Semaphores.Tests.Kit;
using Serverless.Testing;

namespace Serverless.Semaphores.Tests.Holding;

/// <summary>The SDK's leases over a network that breaks off any one request, before or after the host acted.</summary>
public sealed class BrokenConnectionTests
{
    private const string Name = "erp";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hold_AnyOneRequestBreaksOff_IsHeldRenewedAndGivenBackWhole(bool hostActs)
    {
        await using var hub = await SemaphoreHub.StartAsync(TimeProvider.System, replays: false);
        await hub.Semaphores.RegisterAsync(Name, 2, CancellationToken.None);
        using var server = new SemaphoreServer(() => hub.Client);
        for (var nth = 1; ; nth++)
        {
            using var network = new BreakingHandler(nth, hostActs);
            using var http = new HttpClient(network) { BaseAddress = new Uri(server.Url) };
            var time = new ManualTime();

            var held = (await new HttpSemaphores(http).HoldAsync(Name, 2, new AcquireOptions(), time, CancellationToken.None))!;
            Assert.Equal(2, (await hub.Semaphores.GetAsync(Name, CancellationToken.None))!.Held);
            var before = network.Ended;
            time.Advance(SemaphoreSettings.DefaultLeaseTime / 5);
            await Condition.WaitAsync("it is renewed", () => network.Ended > before);
            Assert.True(held.IsHeld);
            await held.DisposeAsync();

            // Not after the two minutes of a reservation, nor after a lease's time: now.
            Assert.Equal(0, (await hub.Semaphores.GetAsync(Name, CancellationToken.None))!.Held);
            if (network.HasBroken) continue;
            // To reserve, to activate, to renew and to give back.
            Assert.InRange(nth, 5, 20);
            return;
        }
    }

    [Fact]
    public async Task Hold_NobodyAnswersTheReservation_IsTakenBackWhenTheNetworkIsThereAgain()
    {
        await using var hub = await SemaphoreHub.StartAsync(TimeProvider.System, replays: false);
        await hub.Semaphores.RegisterAsync(Name, 1, CancellationToken.None);
        using var server = new SemaphoreServer(() => hub.Client);
        using var stop = new CancellationTokenSource();
        using var network = new BreakingHandler(1, hostActs: true);
        using var http = new HttpClient(network) { BaseAddress = new Uri(server.Url) };
        // Between its tries the caller gives up.
        var time = new ManualTime();
        var holding = new HttpSemaphores(http, time).HoldAsync(Name, 1, new AcquireOptions(), TimeProvider.System, stop.Token);
        await Condition.WaitAsync("the answer is lost", () => network.HasBroken);
        Assert.Equal(1, (await hub.Semaphores.GetAsync(Name, CancellationToken.None))!.Held);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holding);
        Assert.Equal(0, (await hub.Semaphores.GetAsync(Name, CancellationToken.None))!.Held);
    }
}
