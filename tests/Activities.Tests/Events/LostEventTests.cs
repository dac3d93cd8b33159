using Serverless.Activities.Stages;
using Serverless.Activities.Tests.Restarts;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Tests.Events;

public sealed class LostEventTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    public async Task Finish_EventsWereLost_SaysHowManyBeforeTheLastEvent(int lost)
    {
        await using var fixture = new JobFixture();
        var job = new JobKey("acme", "job");
        var finish = new FinishJobActivity(fixture.Loader, TimeProvider.System);

        await finish.RunAsync(
            new ActivityContext(job.ToInstanceId(), "test"),
            new FinishRequest(job, new JobOutcome { Status = JobStatus.Done, Totals = StageTotals.Zero }, 1) { LostEvents = lost },
            CancellationToken.None);

        var page = await fixture.Stores.Events.ReadAsync(job.Id, 0, CancellationToken.None);
        Assert.Equal(lost == 0 ? ["job.ended"] : ["events.lost", "job.ended"], page!.Events.Select(e => e.Type));
        if (lost > 0) Assert.Equal("""{"events":12}""", page.Events[0].Data.GetRawText());
    }
}
