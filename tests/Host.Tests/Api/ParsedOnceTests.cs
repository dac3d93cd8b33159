using System.Text;
using Serverless.Activities;
using Serverless.Api.Jobs;
using Serverless.Graph.Parsing;
using Serverless.JobHost.Conformance;
using Serverless.Store;

namespace Serverless.Host.Tests.Api;

/// <summary>A document is parsed once a process: activities get what its submission checked.</summary>
public sealed class ParsedOnceTests
{
    [Fact]
    public async Task Document_OfAJobSubmittedHere_IsTheOneThatWasChecked()
    {
        await using var api = await ApiFixture.StartAsync();
        var services = api.Services;
        var bytes = Encoding.UTF8.GetBytes(Documents.Sum("once"));
        var document = JobParser.Parse(bytes, services.Functions).Require();
        var submitter = new JobSubmitter(services.Tenants, services.Functions, services.Resolvers, TimeProvider.System);

        var submitted = await submitter.SubmitAsync(services.Client, Tenants.Default, document, bytes, new SubmitOptions(), CancellationToken.None);

        Assert.Same(document, await new JobLoader(services.Tenants, services.Functions).DocumentAsync(submitted.Job, CancellationToken.None));
        await services.Client.WaitAsync(submitted.Job.ToInstanceId(), CancellationToken.None);
    }
}
