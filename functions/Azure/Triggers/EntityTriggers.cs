using Microsoft.Azure.Functions.Worker;
using Serverless.Azure.Hosting;
using Serverless.Durable.DurableTask;
using Serverless.Logic.Claims;
using Serverless.Semaphores;

namespace Serverless.Azure.Triggers;

/// <summary>One trigger an entity of orchestrations/; names are those that hubs persist.</summary>
public sealed class EntityTriggers(AzureHost host)
{
    [Function(SemaphoreNames.Entity)]
    public Task Semaphore([EntityTrigger] TaskEntityDispatcher dispatcher) => RunAsync(dispatcher);

    [Function(SemaphoreNames.PageEntity)]
    public Task SemaphorePage([EntityTrigger] TaskEntityDispatcher dispatcher) => RunAsync(dispatcher);

    [Function(SemaphoreNames.IndexEntity)]
    public Task SemaphoreIndex([EntityTrigger] TaskEntityDispatcher dispatcher) => RunAsync(dispatcher);

    [Function(ClaimNames.Entity)]
    public Task CacheClaims([EntityTrigger] TaskEntityDispatcher dispatcher) => RunAsync(dispatcher);

    private Task RunAsync(TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(new EntityRunner(host.Registry, TimeProvider.System));
}
