using DurableTask.AzureStorage;
using DurableTask.Core.Entities;
using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Testing;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>One Azurite for all tests of the collection; every test has a hub of its own in it.</summary>
public sealed class HubAccount : IAsyncLifetime
{
    private Azurite _azurite = null!;

    public string ConnectionString => _azurite.ConnectionStringWithTables;

    public async Task InitializeAsync() => _azurite = await Azurite.StartAsync();

    public async Task DisposeAsync() => await _azurite.DisposeAsync();

    /// <summary>Opens a hub, with the settings of the app where they matter.</summary>
    public async Task<AzureStorageOrchestrationService> OpenAsync(string hub)
    {
        var service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(ConnectionString),
            TaskHubName = hub,
            // Each engine is another process to the hub.
            WorkerId = Guid.NewGuid().ToString("N"),
            PartitionCount = 1,
            UseAppLease = false,
            // As the Functions extension has it for the isolated worker, and host.json for ours.
            UseSeparateQueueForEntityWorkItems = true,
            MaxEntityOperationBatchSize = 100,
            // A dead worker's partition and messages come back soon, yet not while a busy machine is late to renew them; polling does not make the suite slow.
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
            ControlQueueVisibilityTimeout = TimeSpan.FromSeconds(10),
            WorkItemQueueVisibilityTimeout = TimeSpan.FromSeconds(10),
            LeaseAcquireInterval = TimeSpan.FromSeconds(1),
            LeaseRenewInterval = TimeSpan.FromSeconds(1),
            LeaseInterval = TimeSpan.FromSeconds(15),
        });
        await service.CreateIfNotExistsAsync();
        return service;
    }
}

/// <summary>Durable Task over Azure Storage, the provider that the app runs on; its clock is the system's.</summary>
public sealed class AzureStorageFixture(HubAccount account) : DurableFixture
{
    private readonly string _hub = $"T{Guid.NewGuid():N}";
    private readonly List<AzureStorageOrchestrationService> _services = [];

    public override TimeProvider Time => TimeProvider.System;

    public override bool MovesClock => false;

    public override Task Pass(TimeSpan time) => Task.Delay(time, Time);

    // The engine lives on: its worker is another process.
    public override void DieInOperation() => throw new InvalidOperationException(WorkerDeath.Mark);

    public override Task ReviveAsync(DurableRegistry registry) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var service in _services) service.Dispose();
    }

    protected override async Task<IDurableEngine> OpenAsync(DurableRegistry registry)
    {
        var service = await account.OpenAsync(_hub);
        _services.Add(service);
        return new DurableTaskEngine(registry, service, service, ((IEntityOrchestrationService)service).EntityBackendQueries);
    }
}
