using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class ActivityConformance : DurableConformance
{
    [Fact]
    public async Task CallActivity_WithInput_ReturnsItsResult()
    {
        var registry = new DurableRegistry()
            .Activity("double", (int n) => n * 2)
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("double", n));
        var state = await RunAsync(registry, Inline.V1("Main"), 21);
        AssertCompleted(state);
        Assert.Equal(42, state.ReadOutput<int>());
    }

    [Fact]
    public async Task CallActivity_ManyAtOnce_AllResultsInOrder()
    {
        var registry = new DurableRegistry()
            .Activity("square", (int n) => n * n)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                (await Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallActivityAsync<int>("square", i)))).ToArray());
        var state = await RunAsync(registry, Inline.V1("Main"), 100);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * i), state.ReadOutput<int[]>());
    }

    [Fact]
    public async Task CallActivity_ThatFails_ThrowsWhatItThrew()
    {
        var registry = new DurableRegistry()
            .Activity<int, int>("fail", _ => throw new InvalidOperationException("outer", new FormatException("inner")))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var thrown = await Assert.ThrowsAsync<ActivityFailedException>(() => context.CallActivityAsync<int>("fail", n));
                return thrown.Failure;
            });
        var state = await RunAsync(registry, Inline.V1("Main"));
        var failure = state.ReadOutput<FailureDetails>()!;
        Assert.Equal(typeof(InvalidOperationException).FullName, failure.ErrorType);
        Assert.Equal("outer", failure.Message);
        Assert.Contains(nameof(CallActivity_ThatFails_ThrowsWhatItThrew), failure.StackTrace, StringComparison.Ordinal);
        Assert.Equal(typeof(FormatException).FullName, failure.Inner!.ErrorType);
        Assert.Equal("inner", failure.Inner.Message);
        Assert.True(failure.IsRetriable);
    }

    [Fact]
    public async Task CallActivity_FailureNotCaught_FailsTheOrchestrationWithTheChain()
    {
        var registry = new DurableRegistry()
            .Activity<int, int>("fail", _ => throw new InvalidOperationException("no"))
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("fail", n));
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Equal(typeof(ActivityFailedException).FullName, state.Failure!.ErrorType);
        Assert.Contains("'fail'", state.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("no", state.Failure.Inner!.Message);
    }

    [Fact]
    public async Task CallActivity_ThatTheHostLacks_FailsNamingWhatItHas()
    {
        var registry = new DurableRegistry()
            .Activity("present", (int n) => n)
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
                await context.CallActivityAsync<int>("absent", n, new RetryPolicy { MaxAttempts = 5 }));
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("'absent'", state.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("present", state.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallActivity_LostWithTheProcess_IsMadeAgain()
    {
        var started = new TaskCompletionSource();
        var attempts = 0;
        var registry = new DurableRegistry()
            .AsyncActivity("slow", async (int n) =>
            {
                if (Interlocked.Increment(ref attempts) > 1) return n;
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
                return -1;
            })
            .Orchestration("Main", async (OrchestrationContext context, int n) => await context.CallActivityAsync<int>("slow", n));
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 7, Id, None);
        await started.Task;
        await Hub.RestartAsync(registry);
        var state = await Hub.EndAsync(Id);
        Assert.Equal(7, state.ReadOutput<int>());
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task CallActivity_Finished_IsNotMadeAgainAfterARestart()
    {
        var attempts = 0;
        var registry = new DurableRegistry()
            .Activity("once", (int n) => Interlocked.Increment(ref attempts))
            .Orchestration("Main", async (OrchestrationContext context, int n) =>
            {
                var first = await context.CallActivityAsync<int>("once", n);
                await context.WaitForEventAsync<string>("go");
                return first + await context.CallActivityAsync<int>("once", n);
            });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Testing.Condition.WaitAsync("the first activity ran", () => attempts == 1);
        client = await Hub.RestartAsync(registry);
        await client.RaiseEventAsync(Id, "go", null, None);
        Assert.Equal(3, (await Hub.EndAsync(Id)).ReadOutput<int>());
        Assert.Equal(2, attempts);
    }
}
