using DurableTask.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Azure.Adapter;
using Serverless.Durable;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Durable Task's own dispatchers in this process, over its in-memory hub, running our code through the adapter.</summary>
public sealed class EmulatedEngine : IDurableEngine
{
    private readonly TaskHubWorker _worker;
    private readonly ServiceProvider _services;

    public EmulatedEngine(ReopenableHub hub, DurableRegistry registry)
    {
        // Tests start several engines over one registry.
        if (!registry.Orchestrations.Contains(EventRelay.Name)) registry.AddOrchestrator(EventRelay.Name, static () => new EventRelay());
        var shims = new DurableTaskShimFactory(new DurableTaskWorkerOptions { EnableEntitySupport = true });
        _worker = new TaskHubWorker(
            hub,
            new Orchestrations(registry, shims),
            new Activities(registry, shims),
            new Entities(registry, shims))
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        _services = new ServiceCollection()
            .AddDurableTaskClient(builder => builder.UseOrchestrationService(options =>
            {
                options.Client = hub;
                options.EnableEntitySupport = false;
            }).RegisterDirectly())
            .BuildServiceProvider();
    }

    public DurableClient Client => new PortClient(_services.GetRequiredService<DurableTaskClient>());

    public Task StartAsync(CancellationToken cancellationToken) => _worker.StartAsync();

    public Task StopAsync(CancellationToken cancellationToken) => _worker.StopAsync(isForced: true);

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        await _services.DisposeAsync();
    }
}
