using System.Text.Json;
using Serverless.Activities.Cache;
using Serverless.Api.Upkeep;
using Serverless.Engine;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Store.Cache;
using Serverless.Store.Json;
using Serverless.Supervision;

namespace Serverless.Local.Cache;

/// <summary>What the verbs do. They work on the store alone, also while a host runs: what they write is fenced like any other writer's.</summary>
internal sealed class CacheVerbs(HostSettings settings, HostRuntime host)
{
    private static readonly JsonSerializerOptions Indented = new(ExecutionJson.Options) { WriteIndented = true };

    private readonly CacheExplainer _explainer = new(host.Parts.Loader);

    public static async Task<int> RunAsync(HostSettings settings, Func<CacheVerbs, Task<int>> run, CancellationToken cancellationToken)
    {
        await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
        return await run(new CacheVerbs(settings, host));
    }

    public async Task<int> ShowAsync(string job, CancellationToken cancellationToken)
    {
        var results = await _explainer.ShowAsync(KeyOf(job), cancellationToken);
        if (settings.Output == OutputFormat.Json) return await JsonAsync(results);
        foreach (var result in results)
        {
            var others = result.MadeBy.Where(m => m != job).ToList();
            await StandardOutput.Out.WriteLineAsync(
                $"{result.Node}: {result.Recorded:N0} of {result.Tasks:N0} tasks recorded, {Size.Text(result.Bytes)}, {result.Seconds:0.00} s to make, "
                + $"{(result.IsReused ? "reused" : "ran")}{(others.Count > 0 ? $", made by {string.Join(", ", others)}" : "")} ({result.Token[..12]})");
        }
        return ExitStatus.Done;
    }

    public async Task<int> WhyAsync(string job, string node, CancellationToken cancellationToken)
    {
        var story = await _explainer.WhyAsync(KeyOf(job), node, cancellationToken);
        if (settings.Output == OutputFormat.Json) return await JsonAsync(story);
        await StandardOutput.Out.WriteLineAsync(story.Answer);
        return ExitStatus.Done;
    }

    public async Task<int> DropAsync(string job, string node, CancellationToken cancellationToken)
    {
        var count = await _explainer.DropAsync(KeyOf(job), node, cancellationToken);
        await Console.Error.WriteLineAsync($"{count} records of '{node}' do not count any more.");
        return ExitStatus.Done;
    }

    public async Task<int> CollectAsync(bool dryRun, string? budget, CancellationToken cancellationToken)
    {
        var options = CacheOptions.Parse(budget ?? Environment.GetEnvironmentVariable(CacheOptions.BudgetVariable));
        var isOpen = true;
        try
        {
            await host.OpenAsync(cancellationToken);
        }
        catch (HubInUseException)
        {
            // A host works here: what it has not said of its jobs counts as running.
            isOpen = false;
        }
        var keeper = new CacheKeeper(host.Tenants, options, isOpen ? () => host.Client : null, TimeProvider.System);
        var report = await keeper.CollectAsync(settings.Tenant, dryRun, cancellationToken);
        if (settings.Output == OutputFormat.Json) return await JsonAsync(report);
        await StandardOutput.Out.WriteLineAsync(TextOf(report));
        return ExitStatus.Done;
    }

    private static string TextOf(CollectionReport report) =>
        $"{(report.IsDryRun ? "would delete" : "deleted")}: {report.EvictedNodes} results over the budget ({Size.Text(report.EvictedBytes)}), {report.DeletedBlobs} blobs in all ({Size.Text(report.DeletedBytes)}), "
        + $"{report.PurgedJobs.Count} jobs, {report.DeletedPlans} plans; found {report.Nodes} results ({Size.Text(report.Bytes)}, of which jobs hold {Size.Text(report.PinnedBytes)})";

    private static async Task<int> JsonAsync<T>(T value)
    {
        await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(value, Indented));
        return ExitStatus.Done;
    }

    private JobKey KeyOf(string job) =>
        Jobs.JobId.Problem(job) is { } problem ? throw new InputException(problem) : new JobKey(settings.Tenant, job);
}
