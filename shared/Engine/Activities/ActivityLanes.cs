using Microsoft.Extensions.Logging;
using Serverless.Durable;

namespace Serverless.Engine.Activities;

/// <summary>Two pools: long activities never make the short ones wait that orchestrations need to go on, or to end.</summary>
internal sealed class ActivityLanes : IDisposable
{
    private readonly IReadOnlySet<string> _long;
    private readonly ActivityPool _longLane;
    private readonly ActivityPool _shortLane;

    public ActivityLanes(EmbeddedEngineOptions options, ILogger log, Action<ActivityCall, string?, FailureDetails?> completed)
    {
        _long = options.LongActivities;
        _longLane = new ActivityPool(options.Registry, options.MaxConcurrentActivities, log, completed);
        _shortLane = new ActivityPool(options.Registry, options.MaxConcurrentActivities, log, completed);
    }

    public void Enqueue(ActivityCall call) => (_long.Contains(call.Call.Name) ? _longLane : _shortLane).Enqueue(call);

    /// <summary>Starts no more; returns when none runs. When the token is cancelled, theirs is, and it returns once they have ended.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_longLane.StopAsync(cancellationToken), _shortLane.StopAsync(cancellationToken));

    /// <summary>Cancels what runs and does not wait.</summary>
    public void Abandon()
    {
        _longLane.Abandon();
        _shortLane.Abandon();
    }

    public void Dispose()
    {
        _longLane.Dispose();
        _shortLane.Dispose();
    }
}
