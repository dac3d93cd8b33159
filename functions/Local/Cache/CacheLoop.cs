using Serverless.Activities.Cache;
using Serverless.Execution.Cache;
using Serverless.Graph.Policies;
using Serverless.Local.Hosting;
using Serverless.Storage;

namespace Serverless.Local.Cache;

/// <summary>A host's collections, every six hours, of the tenants that it has served.</summary>
internal sealed class CacheLoop(LocalHost host, TimeProvider time)
{
    /// <summary>Bytes that a tenant may keep, as <c>50GiB</c>.</summary>
    public const string BudgetVariable = "SERVERLESS_CACHE_BUDGET";

    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>The options of this process.</summary>
    /// <param name="budget">Bytes; null: by the variable, else the default.</param>
    /// <exception cref="InputException">The variable is no size.</exception>
    public static CacheOptions OptionsOf(long? budget)
    {
        var options = new CacheOptions();
        if (budget is { } bytes) return options with { BudgetBytes = bytes };
        if (Environment.GetEnvironmentVariable(BudgetVariable) is not { Length: > 0 } text) return options;
        return ByteSize.TryParse(text, out var size) ? options with { BudgetBytes = size } : throw new InputException($"{BudgetVariable}: '{text}' is no size, as in 50GiB.");
    }

    public async Task RunAsync(CacheOptions options, CancellationToken stopping)
    {
        var keeper = new CacheKeeper(host.Tenants, options, () => host.Client, time);
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                foreach (var tenant in host.Tenants.Used) await CollectAsync(keeper, tenant, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was begun is taken up by the next collection.
        }
    }

    private static async Task CollectAsync(CacheKeeper keeper, string tenant, CancellationToken stopping)
    {
        try
        {
            var report = await keeper.CollectAsync(tenant, dryRun: false, stopping);
            await Console.Error.WriteLineAsync($"Cache of '{tenant}': {CacheVerbs.TextOf(report)}");
        }
        catch (StorageException e)
        {
            await Console.Error.WriteLineAsync($"Cache of '{tenant}': {e.Message}");
        }
    }
}
