using Microsoft.Extensions.Logging;
using Serverless.Storage;

namespace Serverless.Local.Host;

/// <summary>Takes messages from a queue, one at a time: handing one on takes milliseconds, and what comes of it is the engine's business.</summary>
internal sealed partial class QueueLoop(IWorkQueue queue, IQueueReader reader, ILogger log, TimeProvider time)
{
    // Longer than a message takes, retries of storage included; after a crash it is seen again that much later.
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    // A message that the platform failed on so often is set aside, so that it does not stand before the others for ever.
    private const int MaxDeliveries = 20;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await queue.LeaseAsync(Visibility, Wait, stopping) is { } lease) await HandleAsync(lease, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException)
            {
                // Somebody else has the message now, and will find its job started.
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                // The queue must outlive whatever happens to one message or to storage.
                Trouble(log, e, queue.Name);
                await Task.Delay(AfterTrouble, time, stopping).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private async Task HandleAsync(QueueLease lease, CancellationToken stopping)
    {
        ReadMessage read;
        try
        {
            read = await reader.ReadAsync(lease.Id, lease.Body, stopping);
        }
        catch (Exception e) when (lease.DequeueCount >= MaxDeliveries && e is not OperationCanceledException)
        {
            read = await reader.GiveUpAsync(lease.Id, $"The platform failed on it {lease.DequeueCount} times. The last time: {e.Message}", stopping);
        }
        catch
        {
            await queue.AbandonAsync(lease, AfterTrouble, CancellationToken.None);
            throw;
        }
        // Decided: closing the message is not stopped half-way.
        if (read.Rejected is { } reason) await queue.DeadLetterAsync(lease, reason, CancellationToken.None);
        else await queue.CompleteAsync(lease, CancellationToken.None);
        if (read.Line is { } line) Took(log, queue.Name, line);
    }
}
