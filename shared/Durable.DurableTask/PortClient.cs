using System.Diagnostics;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Serverless.Durable.DurableTask;

/// <summary>Our port's client over Durable Task's. Cheap: one is made for each invocation, from the client that the trigger binds.</summary>
public sealed class PortClient(DurableTaskClient client) : DurableClient
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    // An orchestrator that is not running a step takes the message at once; one that no host runs takes it when one does.
    private static readonly TimeSpan LongestSuspension = TimeSpan.FromSeconds(10);

    public override async Task<bool> StartAsync(LogicName name, object? input, InstanceId instance, CancellationToken cancellationToken, DateTimeOffset? startAt = null)
    {
        var payload = Payload.Of(input, $"The input of orchestration '{instance}'");
        // Hosts that do not know dedupe statuses yet start a finished id again: look first.
        if (await client.GetInstanceAsync(instance.Value, cancellationToken) is not null) return false;
        var options = new StartOrchestrationOptions(InstanceId: instance.Value, StartAt: startAt) { DedupeStatuses = InstanceStates.AllStatuses };
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(new TaskName(name.ToString()), payload, options, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    public override async Task RaiseEventAsync(InstanceId instance, string name, object? payload, CancellationToken cancellationToken)
    {
        var element = EventPayload.Of(payload, name);
        await ExistingAsync(instance, cancellationToken);
        await client.RaiseEventAsync(instance.Value, name, element, cancellationToken);
    }

    public override async Task SuspendAsync(InstanceId instance, string? reason, CancellationToken cancellationToken)
    {
        var before = await ExistingAsync(instance, cancellationToken);
        if (before.IsCompleted || before.RuntimeStatus == OrchestrationRuntimeStatus.Suspended) return;
        await SteerAsync(instance, OrchestrationRuntimeStatus.Running, () => client.SuspendInstanceAsync(instance.Value, reason, cancellationToken), cancellationToken);
        // The extension resumes only what it sees suspended: the one who is told that it is may resume it.
        var sent = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(sent) < LongestSuspension)
        {
            if (await client.GetInstanceAsync(instance.Value, cancellationToken) is not { RuntimeStatus: OrchestrationRuntimeStatus.Running }) return;
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    public override async Task ResumeAsync(InstanceId instance, string? reason, CancellationToken cancellationToken)
    {
        if ((await ExistingAsync(instance, cancellationToken)).IsCompleted) return;
        await SteerAsync(instance, OrchestrationRuntimeStatus.Suspended, () => client.ResumeInstanceAsync(instance.Value, reason, cancellationToken), cancellationToken);
    }

    public override async Task TerminateAsync(InstanceId instance, string? reason, CancellationToken cancellationToken)
    {
        // Children last: a parent that still ran would see theirs end and start others.
        if (!(await ExistingAsync(instance, cancellationToken)).IsCompleted) await TerminateOneAsync(instance, reason, cancellationToken);
        foreach (var child in await ChildrenAsync(instance, cancellationToken))
        {
            if (!child.HasEnded) await TerminateOneAsync(child.Id, reason, cancellationToken);
        }
    }

    public override async Task<InstanceState?> GetAsync(InstanceId instance, CancellationToken cancellationToken) =>
        (await client.GetInstanceAsync(instance.Value, getInputsAndOutputs: true, cancellationToken))?.ToPort();

    public override async Task<InstanceState> WaitAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await ExistingAsync(instance, cancellationToken);
        return (await client.WaitForInstanceCompletionAsync(instance.Value, getInputsAndOutputs: true, cancellationToken)).ToPort();
    }

    public override Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken) => InstancePages.ReadAsync(client, query, cancellationToken);

    public override async Task<int> PurgeAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        // One by one: Durable Task's own filter knows no prefix, and running ones must stay.
        var purged = 0;
        foreach (var instance in await InstancePages.AllAsync(client, query, cancellationToken))
        {
            if (instance.HasEnded && await PurgeOneAsync(instance.Id, cancellationToken)) purged++;
        }
        return purged;
    }

    public override async Task<bool> PurgeAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(instance.Value, cancellationToken) is not { IsCompleted: true }) return false;
        // Children first: the one who finds the parent gone finds nothing else of it.
        foreach (var child in await ChildrenAsync(instance, cancellationToken))
        {
            if (child.HasEnded) await PurgeOneAsync(child.Id, cancellationToken);
        }
        return await PurgeOneAsync(instance, cancellationToken);
    }

    public override Task SignalEntityAsync(EntityId entity, string operation, object? input, CancellationToken cancellationToken, DateTimeOffset? due = null) =>
        client.Entities.SignalEntityAsync(
            entity.ToDurableTask(), operation, Payload.Of(input, $"The input of operation '{operation}' on entity '{entity}'"), EntityIds.Options(due), cancellationToken);

    public override async Task<T?> GetEntityAsync<T>(EntityId entity, CancellationToken cancellationToken)
        where T : default =>
        await client.Entities.GetEntityAsync(entity.ToDurableTask(), includeState: true, cancellationToken) is { IncludesState: true } found
            ? DurableJson.Read<T>(Payload.Known(found.State.Value))
            : default;

    // The extension refuses what is done already, where the port finds it done.
    private async Task SteerAsync(InstanceId instance, OrchestrationRuntimeStatus from, Func<Task> steer, CancellationToken cancellationToken)
    {
        try
        {
            await steer();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            if (await client.GetInstanceAsync(instance.Value, cancellationToken) is { } now && now.RuntimeStatus == from) throw;
        }
    }

    private async Task<OrchestrationMetadata> ExistingAsync(InstanceId instance, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instance.Value, cancellationToken) ?? throw new InstanceNotFoundException(instance);

    // Below its parent's id, at any depth.
    private Task<List<InstanceState>> ChildrenAsync(InstanceId parent, CancellationToken cancellationToken) =>
        InstancePages.AllAsync(client, new InstanceQuery { IdPrefix = Children.Prefix(parent) }, cancellationToken);

    private Task TerminateOneAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) =>
        client.TerminateInstanceAsync(
            instance.Value, new TerminateInstanceOptions(Payload.Of(reason ?? "", "The reason"), Recursive: true), cancellationToken);

    private async Task<bool> PurgeOneAsync(InstanceId instance, CancellationToken cancellationToken) =>
        (await client.PurgeInstanceAsync(instance.Value, new PurgeInstanceOptions(Recursive: true), cancellationToken)).PurgedInstanceCount > 0;
}
