using Serverless.Durable;
using Serverless.Engine.Dispatch;
using Serverless.Engine.Instances;
using Serverless.Engine.Records;

namespace Serverless.Engine.Client;

/// <summary>The client of an engine in this process.</summary>
internal sealed class EmbeddedClient(DispatchLoop loop) : DurableClient
{
    public override Task<bool> StartAsync(LogicName name, object? input, InstanceId instance, CancellationToken cancellationToken, DateTimeOffset? startAt = null)
    {
        var payload = DurableJson.Write(input, $"The input of orchestration '{name}'");
        return Ask(
            hub =>
            {
                if (hub.FindAnywhere(instance) is not null) return false;
                if (!hub.Options.Registry.Orchestrations.Contains(name)) throw new LogicNotFoundException(name, hub.Options.Registry.Orchestrations);
                hub.Instances.Create(instance, name, payload, startAt?.ToUniversalTime(), parent: null);
                return true;
            },
            cancellationToken);
    }

    public override Task RaiseEventAsync(InstanceId instance, string name, object? payload, CancellationToken cancellationToken)
    {
        var json = DurableJson.Write(payload, $"The payload of event '{name}'");
        return Ask(
            hub =>
            {
                Find(hub, instance);
                hub.Instances.Deliver(instance, new EventRaised(name, json));
                return true;
            },
            cancellationToken);
    }

    public override Task SuspendAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) =>
        Ask(
            hub =>
            {
                if (Find(hub, instance) is { End: null, IsSuspended: false }) hub.Batch.Append(new Suspended(instance, hub.Now, reason));
                return true;
            },
            cancellationToken);

    public override Task ResumeAsync(InstanceId instance, string? reason, CancellationToken cancellationToken) =>
        Ask(
            hub =>
            {
                var found = Find(hub, instance);
                if (found is { End: null, IsSuspended: true })
                {
                    hub.Batch.Append(new Resumed(instance, hub.Now, reason));
                    hub.Instances.Ready(found);
                }
                return true;
            },
            cancellationToken);

    public override Task TerminateAsync(InstanceId instance, string? reason, CancellationToken cancellationToken)
    {
        DurableJson.Write(reason, "The reason");
        return Ask(
            hub =>
            {
                hub.Instances.Terminate(Find(hub, instance), reason);
                return true;
            },
            cancellationToken);
    }

    public override Task<InstanceState?> GetAsync(InstanceId instance, CancellationToken cancellationToken) =>
        Ask(hub => hub.FindAnywhere(instance) is { } found ? InstanceView.Of(found, hub.WhyHeld(found)) : null, cancellationToken);

    public override async Task<InstanceState> WaitAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<InstanceState>(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = await Ask(
            hub =>
            {
                var found = Find(hub, instance);
                if (found.End is not null) return InstanceView.Of(found);
                hub.Waiters.Add(instance, ended);
                return null;
            },
            cancellationToken);
        if (now is not null) return now;
        await using (cancellationToken.Register(() => ended.TrySetCanceled(cancellationToken)))
        {
            return await ended.Task;
        }
    }

    public override Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        if (query.PageSize is < 1 or > 1000) throw new ArgumentException($"PageSize is {query.PageSize}; 1 to 1,000 is allowed.", nameof(query));
        return SearchAsync(query, cancellationToken);
    }

    public override async Task<int> PurgeAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        InstanceStatus[] ended = [.. (query.Statuses is { Count: > 0 } wanted ? wanted : Enum.GetValues<InstanceStatus>()).Where(s => s >= InstanceStatus.Completed)];
        if (ended.Length == 0) return 0;
        var count = 0;
        var page = query with { Statuses = ended, PageSize = 1000, ContinuationToken = null };
        do
        {
            var found = await SearchAsync(page, cancellationToken);
            count += await Ask(hub => found.Instances.Count(i => TryPurge(hub, i.Id)), cancellationToken);
            page = page with { ContinuationToken = found.ContinuationToken };
        }
        while (page.ContinuationToken is not null);
        return count;
    }

    public override Task<bool> PurgeAsync(InstanceId instance, CancellationToken cancellationToken) =>
        Ask(
            hub =>
            {
                if (hub.FindAnywhere(instance) is not { End: not null } found) return false;
                Purge(hub, found);
                return true;
            },
            cancellationToken);

    public override Task SignalEntityAsync(EntityId entity, string operation, object? input, CancellationToken cancellationToken, DateTimeOffset? due = null)
    {
        var payload = DurableJson.Write(input, $"The input of operation '{operation}' on entity '{entity}'");
        return Ask(
            hub =>
            {
                hub.Entities.Signal(entity, operation, payload, due?.ToUniversalTime());
                return true;
            },
            cancellationToken);
    }

    public override async Task<T?> GetEntityAsync<T>(EntityId entity, CancellationToken cancellationToken)
        where T : default => DurableJson.Read<T>(await Ask(hub => hub.State.Find(entity)?.State, cancellationToken));

    private static Instance Find(Hub hub, InstanceId instance) => hub.FindAnywhere(instance) ?? throw new InstanceNotFoundException(instance);

    private static bool TryPurge(Hub hub, InstanceId id)
    {
        if (hub.FindAnywhere(id) is not { End: not null }) return false;
        hub.Batch.Append(new Purged(id));
        return true;
    }

    /// <summary>The dispatcher gives what is in memory and which archives there are; reading those is the caller's own time.</summary>
    private async Task<InstancePage> SearchAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        var (recent, archives) = await Ask(hub => (InstanceSearch.Recent(hub, query), hub.State.Archives), cancellationToken);
        return await Task.Run(() => InstanceSearch.Page(recent, archives, query, cancellationToken), cancellationToken);
    }

    private static void Purge(Hub hub, Instance root)
    {
        var waiting = new Stack<Instance>([root]);
        while (waiting.TryPop(out var next))
        {
            foreach (var child in next.Children)
            {
                if (hub.FindAnywhere(child) is { End: not null } found && found.Parent?.Instance == next.Id) waiting.Push(found);
            }
            hub.Batch.Append(new Purged(next.Id));
        }
    }

    private Task<T> Ask<T>(Func<Hub, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new Request<T>(work);
        loop.Post(request);
        return cancellationToken.CanBeCanceled ? request.Answer.WaitAsync(cancellationToken) : request.Answer;
    }
}
