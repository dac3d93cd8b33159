using Serverless.Durable;
using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Azure.Tests.Conformance;

// What the in-memory hub can do. Its client tells no parent and no reason of a terminated child, its pages are in no order, an instance that is
// suspended over a restart of the worker does not resume, and it has no entities: those classes of the suite cannot run here. Entities run in
// EntityRunnerTests; a missing logic version fails on Durable Task instead of being held (docs/architecture/hosts.md).
public sealed class DurableTaskActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskRetries : RetryConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskTimers : TimerConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskEvents : EventConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskContinueAsNew : ContinueAsNewConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskLimits : LimitConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskDeterminism : DeterminismConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();

    // Durable Task's own words.
    protected override void AssertNamesTheDifference(FailureDetails failure) =>
        Assert.Contains("Non-Deterministic", failure.Message, StringComparison.OrdinalIgnoreCase);
}
