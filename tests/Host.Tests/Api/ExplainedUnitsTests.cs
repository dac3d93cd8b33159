using System.Text.Json;
using Serverless.Activities;
using Serverless.Graph.Functions;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>An explanation has the numbers of the job: both size units by the same host's targets.</summary>
public sealed class ExplainedUnitsTests
{
    private const string Document = """{ "version": 1, "name": "halves", "nodes": { "n": { "range": { "count": 40 } }, "m": { "map": "halves.of", "over": "n" } }, "outputs": ["m"] }""";

    [Fact]
    public async Task Explain_HostWithSmallUnits_TellsAsManyUnitsAsItsJobHas()
    {
        await using var fixture = await ApiFixture.StartAsync(functionsOf: typeof(HalvesFunctions), plan: new PlanOptions { Slots = 1, MaxUnitTasks = 3, SpeculateAfter = null });

        using var explained = JsonDocument.Parse((await fixture.SendAsync("POST", "/api/explain", Document)).Body);
        using var submitted = JsonDocument.Parse((await fixture.SendAsync("POST", "/api/jobs", Document)).Body);
        var path = $"/api/jobs/{submitted.RootElement.GetProperty("id").GetString()}";
        var units = 0;
        await Condition.WaitAsync("the job is done", async () =>
        {
            using var job = JsonDocument.Parse((await fixture.SendAsync("GET", path)).Body);
            if (job.RootElement.GetProperty("status").GetString() != "done") return false;
            units = job.RootElement.GetProperty("totals").GetProperty("units").GetInt32();
            return true;
        });

        Assert.Equal(14, units);
        Assert.Equal(units, explained.RootElement.GetProperty("units").GetInt32());
    }
}

internal static class HalvesFunctions
{
    [TaskFunction(Name = "halves.of", Version = "1")]
    public static long Half(long value) => value / 2;
}
