using System.Collections.Concurrent;
using DurableTask.Core;
using Microsoft.DurableTask.Testing.Sidecar;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Durable Task's in-memory hub, which outlives its workers: what a worker held when it went away is given to the next one.</summary>
public sealed class ReopenableHub : InMemoryOrchestrationService, IOrchestrationService, IOrchestrationServiceClient, IDisposable
{
    private readonly ConcurrentDictionary<TaskActivityWorkItem, bool> _held = new();
    private CancellationTokenSource _worker = new();

    public void Dispose() => _worker.Dispose();

    Task IOrchestrationService.StopAsync() => ReleaseAsync();

    Task IOrchestrationService.StopAsync(bool isForced) => ReleaseAsync();

    async Task<TaskActivityWorkItem> IOrchestrationService.LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _worker.Token);
        var item = await LockNextTaskActivityWorkItem(receiveTimeout, end.Token);
        if (item is not null) _held[item] = true;
        return item!;
    }

    async Task<TaskOrchestrationWorkItem> IOrchestrationService.LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _worker.Token);
        return await LockNextTaskOrchestrationWorkItemAsync(receiveTimeout, end.Token);
    }

    // The attempt of a worker that is gone has no say any more.
    Task IOrchestrationService.CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage) =>
        _held.TryRemove(workItem, out _) ? CompleteTaskActivityWorkItemAsync(workItem, responseMessage) : Task.CompletedTask;

    // The client waits for ever, and this hub takes no time as long as that.
    Task<OrchestrationState> IOrchestrationServiceClient.WaitForOrchestrationAsync(string instanceId, string executionId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitForOrchestrationAsync(instanceId, executionId, TimeSpan.FromHours(1), cancellationToken);

    private async Task ReleaseAsync()
    {
        // A worker that is gone must not take what comes for the next one.
        await _worker.CancelAsync();
        _worker = new CancellationTokenSource();
        foreach (var item in _held.Keys)
        {
            if (_held.TryRemove(item, out _)) await AbandonTaskActivityWorkItemAsync(item);
        }
    }
}
