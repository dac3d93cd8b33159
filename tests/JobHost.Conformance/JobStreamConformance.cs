using System.Net;
using System.Net.Http.Headers;
using Serverless.Testing;
using Xunit;

namespace Serverless.JobHost.Conformance;

/// <summary>The second half of what a host is: events, outputs in pages, steering.</summary>
public abstract class JobStreamConformance : HostTest
{
    [Fact]
    public async Task Events_FollowedToTheEnd_CloseWithTheJob()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt));
        using var response = await Host.EventsAsync(job);
        var events = await ServerEvent.ReadAsync(response);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("stage.planned", events[0].Type);
        Assert.Equal("job.ended", events[^1].Type);
        Assert.Equal(2, events.Count(e => e.Type == "unit.ended"));
        Assert.Equal("done", events[^1].Data.GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Events_ResumedAfterAnyEvent_GiveExactlyTheRest()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt));
        using var whole = await Host.EventsAsync(job);
        var all = await ServerEvent.ReadAsync(whole);

        for (var seen = 0; seen < all.Count - 1; seen++)
        {
            using var rest = await Host.EventsAsync(job, all[seen].Id);
            Assert.Equal(all.Skip(seen + 1).Select(e => e.Id), (await ServerEvent.ReadAsync(rest)).Select(e => e.Id));
        }
        using var over = await Host.EventsAsync(job, all[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, over.StatusCode);
        using var wrong = await Host.EventsAsync(job, "yesterday");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Outputs_Table_ComeInPagesOfRows()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt, rows: 25));
        await Host.EndAsync(job);
        var rows = new List<long>();
        for (var next = $"/api/jobs/{job}/outputs/rows?count=10"; next is not null;)
        {
            using var response = await Host.Http.GetAsync(new Uri(next, UriKind.Relative));
            using var page = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            rows.AddRange(page.RootElement.EnumerateArray().Select(r => r.GetProperty("n").GetInt64()));
            Assert.Equal("25", response.Headers.GetValues("X-Total-Rows").Single());
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), rows);
    }

    [Fact]
    public async Task Outputs_AcceptParquet_AreAParquetFile()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt));
        await Host.EndAsync(job);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job}/outputs/rows");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.apache.parquet"));
        using var response = await Host.Http.SendAsync(request);
        var whole = await response.Content.ReadAsByteArrayAsync();
        var part = await Host.Http.GetByteArrayAsync(new Uri($"/api/jobs/{job}/outputs/rows?format=parquet&first=2&count=3", UriKind.Relative));

        Assert.Equal("application/vnd.apache.parquet", response.Content.Headers.ContentType?.MediaType);
        Assert.All(new[] { whole, part }, file => Assert.Equal(("PAR1", "PAR1"), (System.Text.Encoding.ASCII.GetString(file, 0, 4), System.Text.Encoding.ASCII.GetString(file, file.Length - 4, 4))));
        Assert.NotEqual(whole, part);
    }

    [Fact]
    public async Task Outputs_NoneOfThatName_NamesThoseThereAre()
    {
        var job = await Host.SubmitAsync(Documents.Sum(Salt));
        await Host.EndAsync(job);
        using var missing = await Host.Http.GetAsync(new Uri($"/api/jobs/{job}/outputs/totals", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("rows, total", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_RunningJob_EndsItAsCancelled()
    {
        var job = await Host.SubmitAsync(Documents.Slow(Salt, calls: 40));
        await Condition.WaitAsync("the job runs", async () => await Host.StatusAsync(job) == "running");
        using var early = await Host.Http.GetAsync(new Uri($"/api/jobs/{job}/outputs/total", UriKind.Relative));
        using var cancelled = await Host.PostAsync($"/api/jobs/{job}/cancel");

        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await Host.EndAsync(job)).GetProperty("status").GetString());
        using var again = await Host.PostAsync($"/api/jobs/{job}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        using var resumed = await Host.PostAsync($"/api/jobs/{job}/resume");
        Assert.Equal(HttpStatusCode.Conflict, resumed.StatusCode);
    }

    [Fact]
    public async Task Cancel_SuspendedJob_EndsItAsCancelled()
    {
        var job = await Host.SubmitAsync(Documents.Slow(Salt, calls: 40));
        using var suspended = await Host.PostAsync($"/api/jobs/{job}/suspend");
        Assert.Equal("suspended", await Host.StatusAsync(job));
        using var cancelled = await Host.PostAsync($"/api/jobs/{job}/cancel");

        Assert.Equal("cancelled", (await Host.EndAsync(job)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Suspend_RunningJob_RunsNoUnitUntilResumed()
    {
        var document = Documents.Slow(Salt, calls: 24, work: 20_000_000);
        var job = await Host.SubmitAsync(document);
        using (var events = await Host.EventsAsync(job)) await ServerEvent.ReadAsync(events, most: 2);
        using var suspended = await Host.PostAsync($"/api/jobs/{job}/suspend");
        Assert.Equal(HttpStatusCode.Accepted, suspended.StatusCode);

        // Other jobs are the clock: what was in the air ends before the first of them, and nothing moves during the second.
        await Host.EndAsync(await Host.SubmitAsync(Documents.Slow($"{Salt}1", calls: 6, work: 20_000_000)));
        var before = await FoundAsync(document);
        await Host.EndAsync(await Host.SubmitAsync(Documents.Slow($"{Salt}2", calls: 6, work: 20_000_000)));
        Assert.Equal("suspended", await Host.StatusAsync(job));
        Assert.InRange(before, 1, 23);
        Assert.Equal(before, await FoundAsync(document));

        using var resumed = await Host.PostAsync($"/api/jobs/{job}/resume");
        Assert.Equal("done", (await Host.EndAsync(job)).GetProperty("status").GetString());
        Assert.Equal("""[{"parts":24}]""", (await Host.GetAsync($"/api/jobs/{job}/outputs/total")).GetRawText());
    }

    /// <summary>Tasks that the ledger has of a document.</summary>
    private async Task<long> FoundAsync(string document)
    {
        using var answer = await Host.PostAsync("/api/explain", document);
        using var plan = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return plan.RootElement.GetProperty("foundTasks").GetInt64();
    }
}
