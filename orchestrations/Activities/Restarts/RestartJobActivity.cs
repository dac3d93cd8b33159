using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Restarts;

namespace Serverless.Activities.Restarts;

/// <summary>Ends what runs of a job and starts the job with this host's logic. Each part may be done already: an attempt before died.</summary>
internal sealed class RestartJobActivity(JobLoader loader, Func<DurableClient> hub, DurableRegistry registry, TimeProvider time) : Activity<RestartRequest, bool>
{
    private static readonly TimeSpan BeforeSuspension = TimeSpan.FromSeconds(3);

    /// <returns>True when this attempt started it.</returns>
    public override async Task<bool> RunAsync(ActivityContext context, RestartRequest input, CancellationToken cancellationToken)
    {
        var client = hub();
        var id = input.Job.Job.ToInstanceId();
        var held = (await JobTree.HeldAsync(client, registry, id.Value, cancellationToken)).Where(i => JobTree.IsOf(id, i.Id)).ToList();
        if (held.Count > 0) await EndAsync(client, id, held, cancellationToken);
        var started = false;
        if (await client.GetAsync(id, cancellationToken) is not { HasEnded: false })
        {
            // Before the start: what the new instance appends is told from what the old one did by standing behind this.
            await JobEvents.RestartedAsync(loader.StoresOf(input.Job.Job), input, time, cancellationToken);
            await client.PurgeAsync(id, cancellationToken);
            // A suspended job starts a little later, so that it is suspended before its first step; resumed after that, it starts at once.
            DateTimeOffset? startAt = input.Suspended ? time.GetUtcNow() + BeforeSuspension : null;
            started = await client.StartAsync(LogicNames.Job, input.Job, id, cancellationToken, startAt);
        }
        if (input.Suspended) await client.SuspendAsync(id, "as it was before the restart", cancellationToken);
        return started;
    }

    private static async Task EndAsync(DurableClient client, InstanceId id, List<InstanceState> held, CancellationToken cancellationToken)
    {
        await client.TerminateAsync(id, $"started anew with {LogicNames.Job}", cancellationToken);
        await client.WaitAsync(id, cancellationToken);
        foreach (var part in held.Where(i => i.Id != id)) await client.WaitAsync(part.Id, cancellationToken);
    }
}
