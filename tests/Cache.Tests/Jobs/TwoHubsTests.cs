using System.Text.Json;
using Serverless.Cache.Tests.Kit;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Logic.Messages;
using Serverless.Store.Json;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

/// <summary>Hubs do not see each other's claims: equal work may be done twice, and must not be done wrongly.</summary>
public sealed class TwoHubsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SameJobInBoth_BothEnd_AndNobodysAttemptIsLost()
    {
        await using var one = await CacheHub.StartAsync(_folder, "one");
        await using var two = await CacheHub.StartAsync(_folder, "two");
        var answers = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            var document = Kit.Jobs.Sum($"{nameof(TwoHubsTests)}-{Guid.NewGuid():N}");
            var jobs = await Task.WhenAll(one.SubmitAsync(document), two.SubmitAsync(document));
            var ends = await Task.WhenAll(one.WaitAsync(jobs[0]), two.WaitAsync(jobs[1]));

            Assert.All(ends, e => Assert.True(e.Succeeded, string.Join('\n', e.Failures)));
            foreach (var job in jobs) answers.AddRange(from unit in await UnitsAsync(one, job) where unit.Attempt > 1 select $"{unit.Report.Node} unit {unit.Unit}: attempt {unit.Attempt}");
        }
        Assert.Empty(answers);
    }

    private static async Task<List<UnitEvent>> UnitsAsync(CacheHub hub, JobKey job)
    {
        var units = new List<UnitEvent>();
        for (var page = 0L; await hub.Stores.Events.ReadAsync(job.Id, page, default) is { } events; page++)
            units.AddRange(events.Events.Where(e => e.Type == JobEventTypes.UnitEnded).Select(e => e.Data.Deserialize<UnitEvent>(ExecutionJson.Options)!));
        return units;
    }
}
