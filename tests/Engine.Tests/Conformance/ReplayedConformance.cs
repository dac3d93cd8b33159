using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Engine.Tests.Conformance;

// The whole suite with every step replayed from its history.
public sealed class ReplayedActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedRetries : RetryConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedSubOrchestrations : SubOrchestrationConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedTimers : TimerConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedEvents : EventConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedEntities : EntityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedContinueAsNew : ContinueAsNewConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedLifecycle : LifecycleConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedQueries : QueryConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedDeterminism : DeterminismConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedLimits : LimitConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedVersions : VersionConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}

public sealed class ReplayedReusedIds : ReusedIdConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}
