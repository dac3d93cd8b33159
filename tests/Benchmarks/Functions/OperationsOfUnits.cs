using System.Text.Json.Nodes;
using Serverless.FunctionsHost.Kit;
using Serverless.JobHost.Conformance;

namespace Serverless.Benchmarks.Functions;

/// <summary>What a unit of work costs in storage operations on the Functions app, and what an idle app costs a minute: both are billed.</summary>
internal sealed class OperationsOfUnits : IBenchmark
{
    // Calls that nothing joins are units of their own, and the sum is one more.
    private const int Units = 61;

    private const double MostOurs = 6;
    private const double MostDurable = 9;
    private const double MostIdle = 65;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);

    public string Name => "azure.operations";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var log = new StorageLog();
        using var app = FunctionsApp.Measured(SmallCell, log.Add);
        try
        {
            await app.InitializeAsync();
            using var host = app.Connect();
            // The first job makes tables, queues and folders.
            await RunAsync(host, "warm", calls: 4);
            await Task.Delay(TimeSpan.FromSeconds(quick ? 5 : 45), TimeProvider.System, cancellationToken);
            log.Take();
            var idleTime = TimeSpan.FromSeconds(quick ? 10 : 60);
            await Task.Delay(idleTime, TimeProvider.System, cancellationToken);
            foreach (var line in log.Most()) await Console.Error.WriteLineAsync(line);
            var idle = log.Take().Values.Sum() / idleTime.TotalMinutes;

            var units = quick ? 13 : Units;
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await RunAsync(host, "measured", units - 1);
            var seconds = clock.Elapsed.TotalSeconds;
            foreach (var line in log.Most()) await Console.Error.WriteLineAsync(line);
            var counts = log.Take();
            double Each(string purpose) => Math.Round(counts.GetValueOrDefault(purpose) / (double)units, 1);
            return new BenchmarkReport
            {
                Benchmark = Name,
                Workload = $"{units} units on Azurite, 2 partitions; ours and Durable Task's, polling apart",
                Value = Math.Round(Each("ours") + Each("durable"), 1),
                Unit = "operations/unit",
                Target = MostOurs + MostDurable,
                LowerIsBetter = true,
                Met = Each("ours") <= MostOurs && Each("durable") <= MostDurable && Math.Round(idle) <= MostIdle,
                More = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["ours"] = Each("ours"),
                    ["durable"] = Each("durable"),
                    ["polling"] = Each("polling"),
                    ["idleAMinute"] = Math.Round(idle),
                    ["seconds"] = Math.Round(seconds, 1),
                },
            };
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static void SmallCell(JsonNode json)
    {
        json["extensions"]!["durableTask"]!["storageProvider"]!["partitionCount"] = 2;
    }

    private static async Task RunAsync(JobHostClient host, string salt, int calls)
    {
        var job = await host.SubmitAsync(Documents.Slow(salt, calls, work: 1_000), $"{salt}-{Guid.NewGuid():N}");
        // Every look costs operations of its own, which are not the units'.
        var end = await host.GetAsync($"/api/jobs/{job}");
        while (!end.GetProperty("hasEnded").GetBoolean())
        {
            await Task.Delay(PollInterval, TimeProvider.System);
            end = await host.GetAsync($"/api/jobs/{job}");
        }
        if (end.GetProperty("status").GetString() != "done") throw new InvalidOperationException(end.GetRawText());
    }
}
