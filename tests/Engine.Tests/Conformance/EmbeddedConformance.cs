using Serverless.Durable.Conformance;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Engine.Tests.Conformance;

public sealed class EmbeddedActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: false);
}

public sealed class ReplayedActivities : ActivityConformance
{
    protected override DurableFixture CreateFixture() => new EmbeddedFixture(replayEveryStep: true);
}
