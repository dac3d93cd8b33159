using Serverless.JobHost.Conformance;

namespace Serverless.Host.Tests.Conformance;

public sealed class NamedHostJobs(NamedHost host) : JobHostConformance, IClassFixture<NamedHost>
{
    protected override JobHostClient Connect() => host.Connect();
}

public sealed class NamedHostStreams(NamedHost host) : JobStreamConformance, IClassFixture<NamedHost>
{
    protected override JobHostClient Connect() => host.Connect();
}

public sealed class AzuriteHostJobs(AzuriteHost host) : JobHostConformance, IClassFixture<AzuriteHost>
{
    protected override JobHostClient Connect() => host.Connect();
}

public sealed class AzuriteHostStreams(AzuriteHost host) : JobStreamConformance, IClassFixture<AzuriteHost>
{
    protected override JobHostClient Connect() => host.Connect();
}
