using System.Text.Json;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Restarts;

namespace Serverless.Activities.Restarts;

/// <summary>
/// A job survives an upgrade by its ledger, not by its history: when a host starts over a hub, jobs of a logic version that it lacks are started anew,
/// and find finished what is finished.
/// </summary>
public static class JobRestarts
{
    /// <summary>Adds what restarts need; for hosts that call <see cref="RestartAsync"/>.</summary>
    public static DurableRegistry AddJobRestarts(this DurableRegistry registry, JobLoader loader, Func<DurableClient> hub, TimeProvider time) => registry
        .AddOrchestrator(RestartNames.Orchestration, static () => new RestartOrchestration())
        .AddActivity(RestartNames.Activity, new RestartJobActivity(loader, hub, registry, time));

    /// <summary>Whether there is something to start anew, or a restart that a host before did not finish. Needs no started engine.</summary>
    public static async Task<bool> AreNeededAsync(DurableClient client, DurableRegistry registry, CancellationToken cancellationToken) =>
        (await JobTree.HeldAsync(client, registry, prefix: null, cancellationToken)).Count > 0
        || (await UnderWayAsync(client, cancellationToken)).Count > 0;

    /// <summary>Starts anew what this host has no code for. Returns when it is under way with this host's code.</summary>
    /// <param name="client">Of a started engine.</param>
    /// <param name="registry">What this host has.</param>
    /// <param name="cancellationToken">Stops the waiting; the restarts go on.</param>
    /// <param name="givenUpSince">For engines that fail what no host has code for: jobs that failed so at this time or later start anew too. Null: the engine holds them.</param>
    /// <returns>The jobs.</returns>
    public static async Task<IReadOnlyList<JobKey>> RestartAsync(DurableClient client, DurableRegistry registry, CancellationToken cancellationToken, DateTimeOffset? givenUpSince = null)
    {
        var roots = new Dictionary<InstanceId, InstanceState>();
        foreach (var held in await JobTree.HeldAsync(client, registry, prefix: null, cancellationToken))
        {
            if (await RootAsync(client, held, cancellationToken) is { } root) roots[root.Id] = root;
        }
        // A job that fails by its own doing completes, and says so in its output: what failed under another version was never its doing.
        foreach (var lost in givenUpSince is null ? [] : await JobTree.GivenUpAsync(client, registry, cancellationToken))
        {
            if (lost.Input is not null && lost.UpdatedAt >= givenUpSince) roots[lost.Id] = lost;
        }
        var jobs = new List<JobKey>();
        foreach (var restart in await UnderWayAsync(client, cancellationToken)) await client.WaitAsync(restart.Id, cancellationToken);
        foreach (var root in roots.Values)
        {
            var request = new RestartRequest(JsonSerializer.Deserialize<JobInput>(root.Input!, DurableJson.Options)!, root.Name.ToString(), root.Status == InstanceStatus.Suspended);
            // Named after the instance that it replaces: one restart each, however often a host comes up meanwhile.
            var restart = JobInstances.RestartOf(root.Id, root.CreatedAt);
            await client.StartAsync(RestartNames.Orchestration, request, restart, cancellationToken);
            await client.WaitAsync(restart, cancellationToken);
            jobs.Add(request.Job.Job);
        }
        return jobs;
    }

    private static Task<IReadOnlyList<InstanceState>> UnderWayAsync(DurableClient client, CancellationToken cancellationToken) =>
        JobTree.UnfinishedAsync(client, prefix: null, static name => name == RestartNames.Orchestration, cancellationToken);

    /// <summary>The job's own instance above one of its parts.</summary>
    private static async Task<InstanceState?> RootAsync(DurableClient client, InstanceState part, CancellationToken cancellationToken)
    {
        var root = part;
        while (root.Parent is { } parent)
        {
            if (await client.GetAsync(parent, cancellationToken) is not { HasEnded: false } above) return null;
            root = above;
        }
        return root.Name.Name == LogicNames.Job.Name && root.Input is not null ? root : null;
    }
}
