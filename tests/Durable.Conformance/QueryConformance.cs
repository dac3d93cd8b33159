using Serverless.Durable.Conformance.Kit;
using Xunit;

namespace Serverless.Durable.Conformance;

public abstract class QueryConformance : DurableConformance
{
    private static DurableRegistry Code() => new DurableRegistry()
        .Orchestration("Main", async (OrchestrationContext context, int n) =>
        {
            if (n == 0) throw new InvalidOperationException("zero");
            if (n > 1) await context.WaitForEventAsync<int>("go");
            return n;
        })
        .Orchestration("Parent", async (OrchestrationContext context, int n) => await context.CallSubOrchestrationAsync<int>(Inline.V1("Main"), n, new InstanceId("p:child")))
        .AddEntity("counter", new Counter());

    [Fact]
    public async Task Query_ByPrefixInPages_ReturnsEachOnceInOrder()
    {
        var client = await Hub.StartAsync(Code());
        var ids = Enumerable.Range(0, 25).Select(i => $"a~{i:D2}").ToList();
        foreach (var id in ids.Concat(["a", "b~1", "aa"])) await client.StartAsync(Inline.V1("Main"), 1, new InstanceId(id), None);
        await client.SignalEntityAsync(new EntityId("counter", "a"), "add", 1, None);
        var found = await AllAsync(client, new InstanceQuery { IdPrefix = "a~", PageSize = 10 });
        Assert.Equal(ids, found.Select(s => s.Id.Value), StringComparer.Ordinal);
        Assert.Equal(28, (await AllAsync(client, new InstanceQuery { PageSize = 7 })).Count);
    }

    [Fact]
    public async Task Query_ByStatus_ReturnsThoseOnly()
    {
        var client = await StartThreeAsync();
        await AssertIdsAsync(client, ["done"], new InstanceQuery { Statuses = [InstanceStatus.Completed] });
        await AssertIdsAsync(client, ["failed", "runs"], new InstanceQuery { Statuses = [InstanceStatus.Failed, InstanceStatus.Running] });
    }

    [Fact]
    public async Task Query_ByTime_ReturnsThoseCreatedThen()
    {
        var client = await StartThreeAsync();
        await Hub.Pass(TimeSpan.FromSeconds(2));
        var between = Hub.Time.GetUtcNow();
        await Hub.Pass(TimeSpan.FromSeconds(2));
        await client.StartAsync(Inline.V1("Main"), 1, new InstanceId("later"), None);
        await Hub.EndAsync(new InstanceId("later"));
        await AssertIdsAsync(client, ["later"], new InstanceQuery { CreatedFrom = between });
        await AssertIdsAsync(client, ["done", "failed", "runs"], new InstanceQuery { CreatedBefore = between });
    }

    [Fact]
    public async Task Purge_ByFilter_ForgetsFinishedOnesOnly()
    {
        var client = await StartThreeAsync();
        Assert.Equal(1, await client.PurgeAsync(new InstanceQuery { Statuses = [InstanceStatus.Failed] }, None));
        Assert.Equal(1, await client.PurgeAsync(new InstanceQuery(), None));
        await AssertIdsAsync(client, ["runs"], new InstanceQuery());
        client = await Hub.RestartAsync(Code());
        await AssertIdsAsync(client, ["runs"], new InstanceQuery());
        Assert.True(await client.StartAsync(Inline.V1("Main"), 1, new InstanceId("done"), None));
    }

    [Fact]
    public async Task Purge_One_ForgetsItAndItsChildren()
    {
        var client = await Hub.StartAsync(Code());
        await client.StartAsync(Inline.V1("Parent"), 1, new InstanceId("p"), None);
        await Hub.EndAsync(new InstanceId("p"));
        Assert.NotNull(await client.GetAsync(new InstanceId("p:child"), None));
        Assert.True(await client.PurgeAsync(new InstanceId("p"), None));
        Assert.Null(await client.GetAsync(new InstanceId("p"), None));
        Assert.Null(await client.GetAsync(new InstanceId("p:child"), None));
        Assert.False(await client.PurgeAsync(new InstanceId("p"), None));
    }

    [Fact]
    public async Task Purge_Running_LeavesIt()
    {
        var client = await StartThreeAsync();
        Assert.False(await client.PurgeAsync(new InstanceId("runs"), None));
        Assert.NotNull(await client.GetAsync(new InstanceId("runs"), None));
    }

    private static async Task<List<InstanceState>> AllAsync(DurableClient client, InstanceQuery query)
    {
        var all = new List<InstanceState>();
        for (string? token = null; ;)
        {
            var page = await client.QueryAsync(query with { ContinuationToken = token }, None);
            all.AddRange(page.Instances);
            Assert.InRange(page.Instances.Count, 0, query.PageSize);
            token = page.ContinuationToken;
            if (token is null) return all;
        }
    }

    private static async Task AssertIdsAsync(DurableClient client, IEnumerable<string> expected, InstanceQuery query) =>
        Assert.Equal(expected, (await AllAsync(client, query)).Select(s => s.Id.Value), StringComparer.Ordinal);

    private async Task<DurableClient> StartThreeAsync()
    {
        var client = await Hub.StartAsync(Code());
        await client.StartAsync(Inline.V1("Main"), 0, new InstanceId("failed"), None);
        await client.StartAsync(Inline.V1("Main"), 1, new InstanceId("done"), None);
        await client.StartAsync(Inline.V1("Main"), 2, new InstanceId("runs"), None);
        await Hub.EndAsync(new InstanceId("failed"));
        await Hub.EndAsync(new InstanceId("done"));
        await Hub.UntilAsync(new InstanceId("runs"), "runs", s => s.Status == InstanceStatus.Running);
        return client;
    }
}
