using Serverless.Cache.Tests.Kit;
using Serverless.Jobs;
using Serverless.Semaphores;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

/// <summary>The document of samples/database-limit. The sample itself shows the same against a server.</summary>
public sealed class DatabaseLimitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAgain_RunsNothing_AndAnotherLastFunctionRunsThatAlone()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "samples", "database-limit", "job.json"));
        await using var hub = await CacheHub.StartAsync(_folder, functions: typeof(ErpStandIn), unitTasks: 25);
        await new SemaphoreClient(hub.Client, CacheHub.Tenant, TimeProvider.System).RegisterAsync("erp-db", 4, CancellationToken.None);
        Assert.Equal(new CacheUse(3, 0, 0), (await hub.RunAsync(document)).Cache);
        Assert.Equal(200, ErpStandIn.Queries);

        var again = await hub.RunAsync(document);
        Assert.Equal((new CacheUse(3, 3, 0), 0), (again.Cache, again.Totals.Units));

        var changed = await hub.RunAsync(document.Replace("erp.report", "erp.reportInThousands", StringComparison.Ordinal));
        Assert.Equal((new CacheUse(3, 2, 0), 1L), (changed.Cache, changed.Totals.Tasks));
        Assert.Equal(200, ErpStandIn.Queries);
    }
}
