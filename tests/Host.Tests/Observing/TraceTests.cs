using System.Net.Http.Json;
using System.Text.Json;
using Serverless.JobHost.Conformance;
using Serverless.Storage.Local;
using Serverless.Testing;

namespace Serverless.Host.Tests.Observing;

/// <summary>A job is one trace from its submission on, no matter who runs which part of it.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    [Fact]
    public async Task Job_OfTwoProcesses_IsOneTraceBelowItsCallers()
    {
        using var folder = new TempFolder();
        using var collector = new OtlpReceiver();
        string id;
        using (var first = await HostProgram.StartAsync(folder.Of("data"), environment: collector.Environment))
        {
            using var client = first.Connect();
            client.Http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-{Caller}-01");
            id = await client.SubmitAsync(Documents.Slow("traced", calls: 6, work: 20_000_000));
            await Condition.WaitAsync("a unit is done and told", () => collector.Spans.Any(s => s.Name == "unit"));
            await first.KillAsync();
        }
        var before = collector.Spans.Count(s => s.Name == "unit");
        using var second = await HostProgram.StartAsync(folder.Of("data"), environment: collector.Environment);
        using var again = second.Connect();
        await Condition.WaitAsync("the job's span is there", () => collector.Spans.Any(s => s.Name == "job"), TimeSpan.FromMinutes(3));
        Assert.Equal("done", await again.StatusAsync(id));

        var spans = collector.Spans.Where(s => s.Trace == Trace).ToList();
        var request = Assert.Single(spans, s => s.Name == "POST /api/jobs");
        var submit = Assert.Single(spans, s => s.Name == "submit");
        var job = Assert.Single(spans, s => s.Name == "job");
        Assert.Equal((Caller, request.Id, submit.Id), (request.Parent, submit.Parent, job.Parent));
        Assert.Equal((id, "default", "slow", "done"), (job.Tags["serverless.job"], job.Tags["serverless.tenant"], job.Tags["serverless.job.name"], job.Tags["serverless.end"]));
        Assert.All(spans.Where(s => s.Name is "stage" or "resolve" or "plan"), s => Assert.Equal(job.Id, s.Parent));
        Assert.All(spans.Where(s => s.Name == "block"), s => Assert.Contains(spans, p => p.Name == "stage" && p.Id == s.Parent));
        Assert.All(spans.Where(s => s.Name == "unit"), s => Assert.Contains(spans, p => p.Name == "block" && p.Id == s.Parent));
        // Of both processes; each part within its whole, though they were written by others.
        Assert.InRange(before, 1, spans.Count(s => s.Name == "unit") - 1);
        Assert.All(spans.Where(s => s.Name is "stage" or "block"), s => Assert.True(job.Start <= s.Start && s.End <= job.End, $"{s} is not within {job}."));
        var unit = spans.First(s => s.Name == "unit");
        Assert.Equal((id, "0", "1", "done"), (unit.Tags["serverless.job"], unit.Tags["serverless.stage"], unit.Tags["serverless.attempt"], unit.Tags["serverless.end"]));
        Assert.Contains("serverless.unit", unit.Tags.Keys);
        Assert.Contains("serverless.block", unit.Tags.Keys);
    }

    [Fact]
    public async Task Message_WithATraceParent_IsAJobOfThatTrace()
    {
        using var folder = new TempFolder();
        using var collector = new OtlpReceiver();
        var queue = new LocalQueueAccount(folder.Of("data"), TimeProvider.System).GetQueue("jobs");
        var message = $$"""{ "id": "queued", "traceparent": "00-{{Trace}}-{{Caller}}-01", "job": {{Documents.Sum("queued")}} }""";
        await queue.PutAsync(System.Text.Encoding.UTF8.GetBytes(message), TimeSpan.Zero, CancellationToken.None);
        using var host = await HostProgram.StartAsync(folder.Of("data"), environment: collector.Environment);

        await Condition.WaitAsync("the job's span is there", () => collector.Spans.Any(s => s.Name == "job"));

        var spans = collector.Spans;
        Assert.Equal((Trace, Caller), (spans.Single(s => s.Name == "submit").Trace, spans.Single(s => s.Name == "submit").Parent));
        Assert.Equal(spans.Single(s => s.Name == "submit").Id, spans.Single(s => s.Name == "job").Parent);
    }

    [Fact]
    public async Task Run_ByAProgramThatIsTraced_IsPartOfThatTrace()
    {
        using var folder = new TempFolder();
        using var collector = new OtlpReceiver();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Sum("run"));
        var environment = collector.Environment;
        environment["TRACEPARENT"] = $"00-{Trace}-{Caller}-01";
        using var run = ProgramRun.Start("serverless", ["run", folder.Of("job.json"), "--data", folder.Of("data")], environment);
        Assert.True(await run.WaitAsync() == 0, run.Errors);

        // Sent before the process ended.
        Assert.Equal(["block", "job", "plan", "resolve", "stage", "submit", "unit"], collector.Spans.Where(s => s.Trace == Trace).Select(s => s.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Caller, collector.Spans.Single(s => s.Name == "submit").Parent);
        // At the level of a run nothing is told of a job that went well.
        Assert.DoesNotContain("information", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ByAProgramThatIsTraced_IsPartOfThatTrace()
    {
        using var folder = new TempFolder();
        using var collector = new OtlpReceiver();
        await File.WriteAllTextAsync(folder.Of("job.json"), Documents.Sum("submit"));
        using var host = await HostProgram.StartAsync(folder.Of("data"), environment: collector.Environment);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TRACEPARENT"] = $"00-{Trace}-{Caller}-01" };
        using var submit = ProgramRun.Start("serverless", ["submit", folder.Of("job.json"), "--host", host.Url.ToString(), "--watch"], environment);
        Assert.True(await submit.WaitAsync() == 0, submit.Errors);

        await Condition.WaitAsync("the job's span is there", () => collector.Spans.Any(s => s.Name == "job"));
        Assert.Equal(Trace, collector.Spans.Single(s => s.Name == "job").Trace);
        Assert.Equal(Caller, collector.Spans.Single(s => s.Name == "POST /api/jobs").Parent);
    }

    [Fact]
    public async Task Request_WithoutATrace_BeginsOne()
    {
        using var folder = new TempFolder();
        using var collector = new OtlpReceiver();
        using var host = await HostProgram.StartAsync(folder.Of("data"), environment: collector.Environment);
        using var client = new HttpClient { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Add("traceparent", "00-not-a-trace");

        var version = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/version", UriKind.Relative));

        Assert.Equal("serverless", version.GetProperty("product").GetString());
        await Condition.WaitAsync("the span is there", () => collector.Spans.Any(s => s.Name == "GET /api/version"));
        var span = collector.Spans.Single(s => s.Name == "GET /api/version");
        Assert.Equal(("", "200", "/api/version"), (span.Parent, span.Tags["http.response.status_code"], span.Tags["http.route"]));
    }
}
