using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Engine.Tests.Conformance;

// The whole suite with live code between steps.
public sealed class EmbeddedActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedRetries : RetryConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedSubOrchestrations : SubOrchestrationConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedTimers : TimerConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedEvents : EventConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedEntities : EntityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedContinueAsNew : ContinueAsNewConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedLifecycle : LifecycleConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedQueries : QueryConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedDeterminism : DeterminismConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedLimits : LimitConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedVersions : VersionConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class EmbeddedReusedIds : ReusedIdConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}
