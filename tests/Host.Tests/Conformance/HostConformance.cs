using Serverless.JobHost.Conformance;

namespace Serverless.Host.Tests.Conformance;

/// <summary>One host for the whole suite.</summary>
[CollectionDefinition(nameof(NamedHost))]
public sealed class NamedHostCollection : ICollectionFixture<NamedHost>;

/// <summary>One host on Azurite for the whole suite.</summary>
[CollectionDefinition(nameof(AzuriteHost))]
public sealed class AzuriteHostCollection : ICollectionFixture<AzuriteHost>;

[Collection(nameof(NamedHost))]
public sealed class NamedHostJobs(NamedHost host) : JobHostConformance
{
    protected override JobHostClient Connect() => host.Connect();
}

[Collection(nameof(NamedHost))]
public sealed class NamedHostStreams(NamedHost host) : JobStreamConformance
{
    protected override JobHostClient Connect() => host.Connect();
}

[Collection(nameof(NamedHost))]
public sealed class NamedHostTools(NamedHost host) : JobToolConformance
{
    protected override JobHostClient Connect() => host.Connect();
}

[Collection(nameof(AzuriteHost))]
[Trait("Needs", "Node")]
public sealed class AzuriteHostJobs(AzuriteHost host) : JobHostConformance
{
    protected override JobHostClient Connect() => host.Connect();
}

[Collection(nameof(AzuriteHost))]
[Trait("Needs", "Node")]
public sealed class AzuriteHostStreams(AzuriteHost host) : JobStreamConformance
{
    protected override JobHostClient Connect() => host.Connect();
}

[Collection(nameof(AzuriteHost))]
[Trait("Needs", "Node")]
public sealed class AzuriteHostTools(AzuriteHost host) : JobToolConformance
{
    protected override JobHostClient Connect() => host.Connect();
}
