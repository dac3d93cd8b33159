using FsCheck;
using FsCheck.Fluent;
using Serverless.Execution.Units;
using Serverless.Graph.Policies;

namespace Serverless.Execution.Tests.Units;

public sealed class TaskRetriesTests
{
    private static readonly RetrySpec Spec = new(5) { Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(6), Jitter = 0.5 };

    [Fact]
    public void DelayAfter_WithoutChance_DoublesUpToTheLongest() =>
        Assert.Equal([1, 2, 4, 6, 6], Enumerable.Range(1, 5).Select(attempt => TaskRetries.DelayAfter(Spec, attempt, 0)!.Value.TotalSeconds));

    [Fact]
    public void DelayAfter_MostChance_IsLessByTheJitter() => Assert.Equal(2, TaskRetries.DelayAfter(Spec, 3, 1)!.Value.TotalSeconds);

    [Fact]
    public void DelayAfter_LongerThanTimersCount_IsWhatTheyCan()
    {
        var patient = new RetrySpec(5) { Backoff = TimeSpan.FromDays(300), MaxBackoff = TimeSpan.FromDays(3000) };

        Assert.InRange(TaskRetries.DelayAfter(patient, 1, 0)!.Value, TimeSpan.FromDays(20), TimeSpan.FromMilliseconds(uint.MaxValue - 1));
    }

    [Fact]
    public void DelayAfter_NoTriesLeft_IsNone()
    {
        Assert.Null(TaskRetries.DelayAfter(Spec, 6, 0.5));
        Assert.Null(TaskRetries.DelayAfter(new RetrySpec(0), 1, 0.5));
    }

    [Fact]
    public void DelayAfter_AnyPolicy_StaysBetweenTheFullDelayAndThatWithoutTheJitter() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var spec = new RetrySpec(100) { Backoff = TimeSpan.FromMilliseconds(random.Next(1, 100_000)), MaxBackoff = TimeSpan.FromMilliseconds(random.Next(1, 1_000_000)), Jitter = random.NextDouble() };
            var attempt = random.Next(1, 101);
            var full = Math.Min(spec.MaxBackoff.TotalSeconds, spec.Backoff.TotalSeconds * Math.Pow(2, attempt - 1));
            Assert.InRange(TaskRetries.DelayAfter(spec, attempt, random.NextDouble())!.Value.TotalSeconds, (full * (1 - spec.Jitter)) - 1e-6, full + 1e-6);
            return true;
        }).QuickCheckThrowOnFailure();
}
