using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class RetryConformance : DurableConformance
{
    private static readonly RetryPolicy ThreeAttempts = new() { MaxAttempts = 3, FirstDelay = TimeSpan.FromSeconds(1), Backoff = 2 };

    [Fact]
    public async Task Retry_SecondAttemptSucceeds_ReturnsItsResult()
    {
        var attempts = 0;
        var state = await RunAsync(Failing(() => ++attempts < 2 ? new InvalidOperationException("once") : null, ThreeAttempts), Inline.V1("Main"), 5, TimeSpan.FromSeconds(1));
        AssertCompleted(state);
        Assert.Equal(5, state.ReadOutput<int>());
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Retry_AllAttemptsFail_FailsWithTheLastFailure()
    {
        var attempts = 0;
        var state = await RunAsync(Failing(() => new InvalidOperationException($"attempt {++attempts}"), ThreeAttempts), Inline.V1("Main"), 5, TimeSpan.FromSeconds(1));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Equal("attempt 3", state.Failure!.Inner!.Message);
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task Retry_FailureThatSaysSo_IsNotTriedAgain()
    {
        var attempts = 0;
        var state = await RunAsync(
            Failing(
                () =>
                {
                    attempts++;
                    return new PayloadTooLargeException("The file", 99_999);
                },
                ThreeAttempts),
            Inline.V1("Main"),
            5,
            TimeSpan.FromSeconds(1));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.False(state.Failure!.Inner!.IsRetriable);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Retry_Delays_GrowByTheFactorUpToTheLongest()
    {
        var policy = new RetryPolicy { MaxAttempts = 5, FirstDelay = TimeSpan.FromSeconds(1), Backoff = 3, MaxDelay = TimeSpan.FromSeconds(5) };
        var registry = new DurableRegistry()
            .Activity<int, int>("fail", Throw)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var begin = context.Now;
                await Assert.ThrowsAsync<ActivityFailedException>(() => context.CallActivityAsync<int>("fail", n, policy));
                return (context.Now - begin).TotalSeconds;
            });
        var state = await RunAsync(registry, Inline.V1("Main"), step: TimeSpan.FromSeconds(1));
        // 1 + 3 + 5 + 5, and what the engine itself takes.
        Assert.InRange(state.ReadOutput<double>(), 14, 60);
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(3, 0, 2)]
    [InlineData(3, 1, 0.5)]
    public async Task Retry_PolicyThatMakesNoSense_FailsTheCall(int attempts, int firstSeconds, double backoff)
    {
        var policy = new RetryPolicy { MaxAttempts = attempts, FirstDelay = TimeSpan.FromSeconds(firstSeconds), Backoff = backoff };
        var state = await RunAsync(Failing(() => null, policy), Inline.V1("Main"));
        Assert.Equal(InstanceStatus.Failed, state.Status);
    }

    private static int Throw(int input) => throw new InvalidOperationException("always");

    private static DurableRegistry Failing(Func<Exception?> failure, RetryPolicy policy) => new DurableRegistry()
        .Activity("flaky", (int n) => failure() is { } e ? throw e : n)
        .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("flaky", n, policy));
}
