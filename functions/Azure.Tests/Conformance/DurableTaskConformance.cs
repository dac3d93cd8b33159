using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Azure.Tests.Conformance;

public sealed class DurableTaskActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskRetries : RetryConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskSubOrchestrations : SubOrchestrationConformance
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

public sealed class DurableTaskEntities : EntityConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskContinueAsNew : ContinueAsNewConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskLifecycle : LifecycleConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskQueries : QueryConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskDeterminism : DeterminismConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}

public sealed class DurableTaskLimits : LimitConformance
{
    protected override DurableFixture CreateFixture() => new EmulatedFixture();
}
