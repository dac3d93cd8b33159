using System.Text;
using Serverless.Api.Jobs;
using Serverless.Jobs;
using Serverless.Local;
using Serverless.Local.Hosting;
using Serverless.Store;
using Serverless.Store.Cache;
using Serverless.Testing;

namespace Serverless.Benchmarks.Scale;

/// <summary>A hub of 20,000 finished jobs: its first page, a job more, and one collection of all.</summary>
internal sealed class FinishedJobs : IBenchmark
{
    private const int Largest = 20_000;

    public string Name => "scale.hub-20000-jobs";

    public async Task<BenchmarkReport> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        int[] sizes = quick ? [50, 100, 200] : [Largest / 4, Largest / 2, Largest];
        var (list, pages, start, collect, open, jobs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), 0);
        foreach (var size in sizes)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await using var host = await HostRuntime.CreateAsync(new HostSettings { DataFolder = folder.Of("data"), Tenant = Tenants.Default }, cancellationToken);
            await host.StartAsync(cancellationToken);
            open.Add(clock.Elapsed.TotalSeconds);
            await Parallel.ForEachAsync(Enumerable.Range(jobs, size - jobs), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken }, async (i, stop) => await RunAsync(host, i, stop));
            jobs = size;
            var reader = new JobReader(host.Stores, host.Client, new JobNames(TimeProvider.System));
            list.Add(await BestAsync(() => reader.ListAsync(100, after: null, status: null, cancellationToken)));
            pages.Add(await BestAsync(() => ReadAllAsync(reader, cancellationToken)));
            start.Add(await BestAsync(() => RunAsync(host, jobs++, cancellationToken)));
            collect.Add(await BestAsync(() => new CacheCollector(host.Stores, new CacheOptions(), TimeProvider.System).CollectAsync(dryRun: false, cancellationToken)));
        }
        return GrowthReport.Of(
            Name,
            $"hubs of {string.Join(", ", sizes.Select(s => $"{s:N0}"))} finished jobs; the collection of the largest, and what it is against one of half as many; beside it the first page, all pages, one job more, and opening the hub",
            collect,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sizes"] = sizes,
                ["collectSeconds"] = Rounded(collect),
                ["listSeconds"] = Rounded(list),
                ["allPagesSeconds"] = Rounded(pages),
                ["jobSeconds"] = Rounded(start),
                ["openSeconds"] = Rounded(open),
            });
    }

    private static async Task ReadAllAsync(JobReader reader, CancellationToken cancellationToken)
    {
        string? after = null;
        do after = (await reader.ListAsync(100, after, status: null, cancellationToken)).Next;
        while (after is not null);
    }

    private static double[] Rounded(List<double> seconds) => [.. seconds.Select(s => Math.Round(s, 4))];

    private static async Task<double> BestAsync(Func<Task> work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static async Task RunAsync(HostRuntime host, int number, CancellationToken cancellationToken)
    {
        var document = Encoding.UTF8.GetBytes($$"""{ "version": 1, "name": "one", "nodes": { "one": { "call": "math.square", "args": [{{number}}] } }, "outputs": ["one"] }""");
        var submitted = await host.Submitter.AcceptAsync(host.Client, Tenants.Default, document, new SubmitOptions(), cancellationToken);
        var end = await host.Client.WaitAsync(JobSubmitter.InstanceOf(submitted.Job), cancellationToken);
        if (end.ReadOutput<JobOutcome>() is not { Succeeded: true }) throw new InvalidOperationException($"{end.Status}: {end.Failure?.Message}");
    }
}
