using Serverless.FunctionsHost.Kit;
using Serverless.JobHost.Conformance;

namespace Serverless.FunctionsHost.Tests;

/// <summary>One host for all tests but those that kill it.</summary>
[CollectionDefinition(nameof(FunctionsApp))]
public sealed class FunctionsAppCollection : ICollectionFixture<FunctionsApp>;

// The same suite that the local host passes.
[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class FunctionsHostJobs(FunctionsApp app) : JobHostConformance
{
    protected override JobHostClient Connect() => app.Connect();
}

[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class FunctionsHostStreams(FunctionsApp app) : JobStreamConformance
{
    protected override JobHostClient Connect() => app.Connect();
}

[Collection(nameof(FunctionsApp))]
[Trait("Needs", "Node")]
public sealed class FunctionsHostTools(FunctionsApp app) : JobToolConformance
{
    protected override JobHostClient Connect() => app.Connect();
}
