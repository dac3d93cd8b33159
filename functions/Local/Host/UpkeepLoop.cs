using Microsoft.Extensions.Logging;
using Serverless.Api.Upkeep;

namespace Serverless.Local.Host;

/// <summary>Runs the upkeep now and then while the host lives.</summary>
internal sealed partial class UpkeepLoop(HostUpkeep upkeep, ILogger log, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        // Not at the start: a host that comes up after a crash has jobs to go on with.
        using var timer = new PeriodicTimer(HostUpkeep.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await RunOnceAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left is the next host's.
        }
    }

    private async Task RunOnceAsync(CancellationToken stopping)
    {
        try
        {
            await upkeep.RunAsync(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // Jobs go on whatever is wrong here; the next round tries again.
            Failed(log, e);
        }
    }
}
