using System.Diagnostics;
using System.Text;
using Serverless.Api.Jobs;
using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
using Serverless.Jobs;
using Serverless.Local;
using Serverless.Local.Hosting;
using Serverless.Store;
using Serverless.Testing;

namespace Serverless.Benchmarks.Entities;

/// <summary>A job of 1,000,000 tasks of which everything is recorded: from its submission to its end in a host that runs, and as a process of its own.</summary>
internal sealed class CachedJob : IBenchmark
{
    private const string Tenant = Tenants.Default;

    public string Name => "entities.cached-job";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var tasks = quick ? 10_000 : 1_000_000;
        using var folder = new TempFolder();
        // The elements themselves are the output, so that no sum at the end makes the look into the ledger short.
        var nodes = $$"""{ "numbers": { "range": {{tasks}} }, "squares": { "map": "math.square", "over": "numbers", "keep": true }, "total": { "reduce": "math.add", "over": "squares" } }""";
        var document = Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "squares", "nodes": {{nodes}}, "outputs": ["squares"] }""");
        var file = folder.Of("job.json");
        await File.WriteAllTextAsync(file, $$"""{ "version": 1, "name": "total", "nodes": {{nodes}}, "outputs": ["total"] }""", cancellationToken);
        double first, value = double.MaxValue, limit = double.MaxValue;
        JobOutcome outcome;
        await using (var host = await HostRuntime.CreateAsync(new HostSettings { DataFolder = folder.Of("data"), Tenant = Tenant }, cancellationToken))
        {
            await host.StartAsync(cancellationToken);
            (first, _) = await RunAsync(host, document, cancellationToken);
            var rounds = quick ? 1 : 10;
            outcome = new JobOutcome { Status = JobStatus.Running, Totals = StageTotals.Zero };
            for (var round = 0; round < rounds; round++)
            {
                (var milliseconds, outcome) = await RunAsync(host, document, cancellationToken);
                value = Math.Min(value, milliseconds);
                limit = Math.Min(limit, await BareAsync(folder, round, cancellationToken));
            }
        }
        if (outcome.Totals.Units > 0 || outcome.Totals.Found != tasks) throw new InvalidOperationException($"Not cached: {outcome.Totals}");
        var process = await ProcessAsync(folder, file, rounds: quick ? 2 : 4);
        return new BenchmarkReport
        {
            Benchmark = Name,
            Workload = $"{tasks:N0} recorded tasks, from submission to end within a running host, fsync, best of 10",
            Value = Math.Round(value, 1),
            Unit = "ms",
            Target = 300,
            LowerIsBetter = true,
            Limit = Math.Round(limit, 1),
            LimitIs = "three activities that do nothing, on the same engine",
            Ratio = Math.Round(limit / value, 3),
            More = new Dictionary<string, object>(StringComparer.Ordinal) { ["firstRunMs"] = Math.Round(first), ["processMs"] = Math.Round(process) },
        };
    }

    private static async Task<(double Milliseconds, JobOutcome Outcome)> RunAsync(HostRuntime host, byte[] document, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var submitted = await host.Submitter.AcceptAsync(host.Client, Tenant, document, new SubmitOptions(), cancellationToken);
        var end = await host.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), cancellationToken);
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        var outcome = end.ReadOutput<JobOutcome>();
        return outcome is { Succeeded: true } ? (milliseconds, outcome) : throw new InvalidOperationException($"{end.Status}: {end.Failure?.Message}");
    }

    private static async Task<double> BareAsync(TempFolder folder, int round, CancellationToken cancellationToken)
    {
        var registry = new DurableRegistry().AddActivity("nothing", new Nothing()).AddOrchestrator(Three.Name, static () => new Three());
        await using var engine = await EmbeddedEngine.OpenAsync(new EmbeddedEngineOptions { Folder = folder.Of($"bare-{round}"), Registry = registry }, cancellationToken);
        await engine.StartAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await engine.Client.StartAsync(Three.Name, 0, new InstanceId("three"), cancellationToken);
        await engine.Client.WaitAsync(new InstanceId("three"), cancellationToken);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> ProcessAsync(TempFolder folder, string file, int rounds)
    {
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            using var run = ProgramRun.Start("serverless", ["run", file, "--data", folder.Of("data"), "--output", "json"]);
            if (await run.WaitAsync() != 0) throw new InvalidOperationException(run.Errors);
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private sealed class Nothing : Activity<int, int>
    {
        public override Task<int> RunAsync(Serverless.Durable.ActivityContext context, int input, CancellationToken cancellationToken) => Task.FromResult(input);
    }

    private sealed class Three : Orchestrator<int, int>
    {
        public static readonly LogicName Name = new("Three", 1);

        public override async Task<int> RunAsync(OrchestrationContext context, int input)
        {
            for (var i = 0; i < 3; i++) await context.CallActivityAsync<int>("nothing", i);
            return input;
        }
    }
}
