using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class DeterminismConformance : DurableConformance
{
    [Fact]
    public async Task GuidsRandomAndTime_AcrossARestart_AreTheSame()
    {
        var seen = new ConcurrentQueue<string>();
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var random = context.NewRandom();
            seen.Enqueue($"{context.NewGuid()} {context.NewGuid()} {random.Next()} {random.Next()} {context.NewRandom().Next()} {context.Now:O}");
            await context.WaitForEventAsync<int>("go");
            return context.NewGuid();
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "waits", s => s.Status == InstanceStatus.Running);
        await Hub.Pass(TimeSpan.FromSeconds(1));
        client = await Hub.RestartAsync(registry);
        await client.RaiseEventAsync(Id, "go", 1, None);
        await Hub.EndAsync(Id);
        Assert.True(seen.Count >= 2);
        Assert.Single(seen.Distinct(StringComparer.Ordinal));
        Assert.Equal(2, seen.First().Split(' ').Take(2).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task IsReplaying_WhileHistoryIsReplayed_IsTrueAndLogsAreSilent()
    {
        var runs = new ConcurrentQueue<bool>();
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            var log = context.CreateLogger("test");
            runs.Enqueue(context.IsReplaying == log.IsEnabled(LogLevel.Critical) && context.IsReplaying);
            var first = context.IsReplaying;
            await context.WaitForEventAsync<int>("go");
            return first;
        });
        var client = await Hub.StartAsync(registry);
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "waits", s => s.Status == InstanceStatus.Running);
        client = await Hub.RestartAsync(registry);
        await client.RaiseEventAsync(Id, "go", 1, None);
        Assert.True((await Hub.EndAsync(Id)).ReadOutput<bool>(), "the last run of the beginning was a replay");
        Assert.DoesNotContain(true, runs);
    }

    [Fact]
    public async Task Replay_CodeAsksForSomethingElse_FailsNamingStepAndBoth()
    {
        var client = await Hub.StartAsync(Changed(byActivity: true));
        await client.StartAsync(Inline.V1("Main"), 1, Id, None);
        await Hub.UntilAsync(Id, "is in its second step", s => s.CustomStatus is not null);
        client = await Hub.RestartAsync(Changed(byActivity: false));
        await client.RaiseEventAsync(Id, "go", 1, None);
        var state = await Hub.EndAsync(Id);
        Assert.Equal(InstanceStatus.Failed, state.Status);
        AssertNamesTheDifference(state.Failure!);
    }

    [Fact]
    public async Task Await_OfAForeignTask_FailsSayingWhatIsAllowed()
    {
        var registry = new DurableRegistry().Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            return n;
        });
        var state = await RunAsync(registry, Inline.V1("Main"));
        Assert.Equal(InstanceStatus.Failed, state.Status);
        Assert.Contains("context", state.Failure!.Message, StringComparison.Ordinal);
    }

    /// <summary>How an engine words it is its own affair where it is not ours.</summary>
    protected virtual void AssertNamesTheDifference(FailureDetails failure)
    {
        Assert.Equal(typeof(NonDeterminismException).FullName, failure.ErrorType);
        Assert.StartsWith("step 1: history has activity 'a', code asked for a timer", failure.Message, StringComparison.Ordinal);
    }

    private static DurableRegistry Changed(bool byActivity) => new DurableRegistry()
        .Activity("a", (int n) => n)
        .Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            if (byActivity) await context.CallActivityAsync<int>("a", n);
            else await context.CreateTimerAsync(context.Now, CancellationToken.None);
            context.SetCustomStatus("second");
            await context.WaitForEventAsync<int>("go");
            return n;
        });
}
