using System.Text.Json;
using Serverless.Activities;
using Serverless.Jobs.Events;
using Serverless.Store.Events;
using Serverless.Store.Json;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>What the status of a job says of a unit that has not ended.</summary>
public sealed class UnitProgressTests
{
    private const string Document = """{ "version": 1, "name": "gate", "nodes": { "n": { "range": { "count": 100 } }, "m": { "map": "gate.pass", "over": "n" } }, "outputs": ["m"] }""";

    [Fact]
    public async Task Status_UnitHasRecordedAPartOfItsTasks_TellsThemTheirRateAndTheTimeLeft()
    {
        // Four units of 25 tasks; the first one cannot end.
        var plan = new PlanOptions { Slots = 1, UnitAim = TimeSpan.FromHours(1), SpeculateAfter = null };
        await using var fixture = await ApiFixture.StartAsync(functionsOf: typeof(GateFunctions), plan: plan, recordEvery: TimeSpan.FromTicks(1));
        var (status, body) = await fixture.SendAsync("POST", "/api/jobs", Document);
        Assert.True(status == 202, body);
        using var submitted = JsonDocument.Parse(body);
        var path = $"/api/jobs/{submitted.RootElement.GetProperty("id").GetString()}";
        var node = default(JsonElement);

        await Condition.WaitAsync("the ten tasks in front of the gate are told", async () =>
        {
            node = await NodeAsync(fixture, path);
            return node.ValueKind != JsonValueKind.Undefined && node.GetProperty("done").GetInt64() % 25 == 10;
        });
        Assert.InRange(node.GetProperty("unitsDone").GetInt32(), 0, 3);
        Assert.True(node.GetProperty("tasksPerSecond").GetDouble() > 0, node.GetRawText());
        Assert.True(node.GetProperty("secondsLeft").GetDouble() >= 0, node.GetRawText());
        GateFunctions.Gate.SetResult();

        // The end of a unit tells the same tasks again, and they count once.
        await Condition.WaitAsync("all units ended", async () => (node = await NodeAsync(fixture, path)).GetProperty("unitsDone").GetInt32() == 4);
        Assert.Equal(100, node.GetProperty("done").GetInt64());

        // A first run that its second run has outrun may tell of its tasks behind the end of its unit.
        var told = fixture.Services.Tenants["default"].Events;
        var late = JsonSerializer.SerializeToElement(new UnitProgress(node.GetProperty("stage").GetInt32(), 0, node.GetProperty("node").GetString()!, 10, 1), ExecutionJson.Options);
        await told.AppendAsync(path[(path.LastIndexOf('/') + 1)..], new EventPage("late", 0, [new JobEvent(UnitProgress.Type, DateTimeOffset.UnixEpoch, late)]), default);
        Assert.Equal(100, (await NodeAsync(fixture, path)).GetProperty("done").GetInt64());
    }

    private static async Task<JsonElement> NodeAsync(ApiFixture fixture, string path)
    {
        using var job = JsonDocument.Parse((await fixture.SendAsync("GET", path)).Body);
        return job.RootElement.TryGetProperty("nodes", out var nodes) && nodes.GetArrayLength() > 0 ? nodes[0].Clone() : default;
    }
}
