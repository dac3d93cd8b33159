using Serverless.Storage;

namespace Serverless.Api.Semaphores;

/// <summary>Reads the semaphores of the host's tenants now and then, for metrics that are pushed: a scrape reads them itself.</summary>
public sealed class SemaphoreWatch(ApiServices services)
{
    // As often as OTLP sends by default; a read is one look at each entity.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    /// <summary>Until told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, services.Time);
        try
        {
            do await ReadAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        foreach (var tenant in services.Tenants.Used.Union(services.Keys.Tenants, StringComparer.Ordinal))
        {
            try
            {
                SemaphoreInstruments.Update(tenant, await new SemaphoreHandlers(services.Client, tenant, services.Time).ViewsAsync(stopping));
            }
            catch (Exception e) when (e is StorageException or IOException or TimeoutException)
            {
                // What was read before stays shown.
            }
        }
    }
}
