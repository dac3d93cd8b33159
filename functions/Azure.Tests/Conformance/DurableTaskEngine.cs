using DurableTask.Core;
using DurableTask.Core.Entities;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Serverless.Durable;
using Serverless.Durable.DurableTask;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Durable Task's own dispatchers in this process, over one of its stores, running our code through the adapter.</summary>
public sealed class DurableTaskEngine : IDurableEngine
{
    private readonly TaskHubWorker _worker;

    /// <param name="registry">The code.</param>
    /// <param name="store">The hub, as workers see it.</param>
    /// <param name="client">The hub, as clients see it.</param>
    /// <param name="entities">Where clients read entities; null: the store has none.</param>
    public DurableTaskEngine(DurableRegistry registry, IOrchestrationService store, IOrchestrationServiceClient client, EntityBackendQueries? entities = null)
    {
        // Tests start several engines over one registry.
        if (!registry.Orchestrations.Contains(EventRelay.Name)) registry.AddOrchestrator(EventRelay.Name, static () => new EventRelay());
        var shims = new DurableTaskShimFactory(new DurableTaskWorkerOptions { EnableEntitySupport = true });
        _worker = new TaskHubWorker(
            store,
            new Orchestrations(registry, shims),
            new Activities(registry, shims),
            new Entities(registry, shims))
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        _worker.AddOrchestrationDispatcherMiddleware(Parents.SetAsync);
        Hub = new HubClient(client, entities);
    }

    public DurableClient Client => new PortClient(Hub);

    /// <summary>What the adapter's client is made of.</summary>
    public DurableTaskClient Hub { get; }

    public Task StartAsync(CancellationToken cancellationToken) => _worker.StartAsync();

    public Task StopAsync(CancellationToken cancellationToken) => _worker.StopAsync(isForced: true);

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
    }
}
