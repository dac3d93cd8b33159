using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serverless.Durable;
using Serverless.JobHost.Conformance;
using Serverless.Testing;

namespace Serverless.Host.Tests.Api;

/// <summary>What an operator hears of requests and of the jobs that they start.</summary>
public sealed class ApiLogTests
{
    [Fact]
    public async Task Request_FaultInside_Is500AndItsStoryIsInTheLog()
    {
        using var logs = new RecordedLogs();
        await using var fixture = await ApiFixture.StartAsync(logging: logs);

        fixture.Services = fixture.Services with { Functions = null! };

        var (status, _) = await fixture.SendAsync("GET", "/api/functions");

        Assert.Equal(500, status);
        var line = Assert.Single(logs.Lines, l => l.Level == LogLevel.Error);
        Assert.Equal((2001, "GET /api/functions failed"), (line.Event, line.Message));
        Assert.Contains("CatalogRoutes", line.Fault!.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_FromStartToEnd_IsTwoLinesAtInformationAndItsUnitsAreAtDebugInTheirScope()
    {
        using var logs = new RecordedLogs();
        await using var fixture = await ApiFixture.StartAsync(logging: logs);
        var id = await RunAsync(fixture, Documents.Sum("logged"));

        // The line of the end is said once the step is durable, which the one who waits may hear of before.
        await Condition.WaitAsync("the end is logged", () => logs.Lines.Any(l => l.Event == 3002));
        Assert.Equal([3001, 3002], logs.Lines.Where(l => l.Level >= LogLevel.Information).Select(l => l.Event));
        var unit = logs.Lines.First(l => l.Event == 4002);
        Assert.Equal(
            ("default", id, 0, 0, 1),
            ((string?)unit.Scope["tenant"], (string?)unit.Scope["job"], (int?)unit.Scope["stage"], (int?)unit.Scope["block"], (int?)unit.Scope["attempt"]));
        Assert.Contains("unit", unit.Scope.Keys);
    }

    [Fact]
    public async Task Job_Fails_IsAnErrorThatSaysWhereTheFailureIs()
    {
        using var logs = new RecordedLogs();
        await using var fixture = await ApiFixture.StartAsync(logging: logs);
        var id = await RunAsync(fixture, Documents.Failing("no number"));

        await Condition.WaitAsync("the end is logged", () => logs.Lines.Any(l => l.Event == 3003));
        Assert.Equal([4003, 3003], logs.Lines.Where(l => l.Level == LogLevel.Error).Select(l => l.Event));
        // What the user's SQL said is the tenant's: the line has its place.
        Assert.All(logs.Lines, l => Assert.DoesNotContain("no number", JsonSerializer.Serialize(l.Message), StringComparison.Ordinal));
        Assert.Contains($"jobs/{id}/failures/", logs.Lines.First(l => l.Event == 3003).Message, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(ApiFixture fixture, string document)
    {
        var (status, body) = await fixture.SendAsync("POST", "/api/jobs", document);
        Assert.True(status == 202, body);
        var id = JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        await fixture.Services.Client.WaitAsync(new InstanceId($"default~{id}"), CancellationToken.None);
        return id;
    }
}
