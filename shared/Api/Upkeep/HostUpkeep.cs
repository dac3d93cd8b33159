using Serverless.Durable;

namespace Serverless.Api.Upkeep;

/// <summary>
/// What every host does now and then, beside jobs: today it lets the engine forget instances that ended long ago. A host calls it from a timer; calls may
/// overlap, also of several hosts, and one that is cut off is made good by the next.
/// </summary>
public sealed class HostUpkeep(ApiServices services)
{
    /// <summary>How often a host calls: what it does is cheap when there is nothing to do, and never urgent.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromHours(6);

    /// <summary>How long the engine remembers an instance: as long as a job's outputs are kept.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(30);

    private static readonly InstanceStatus[] Ended = [InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated];

    /// <returns>How many instances were forgotten.</returns>
    public Task<int> RunAsync(CancellationToken cancellationToken) =>
        services.Client.PurgeAsync(new InstanceQuery { Statuses = Ended, CreatedBefore = services.Time.GetUtcNow() - Retention }, cancellationToken);
}
