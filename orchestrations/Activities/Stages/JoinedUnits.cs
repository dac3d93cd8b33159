using System.Collections.Concurrent;
using System.Text.Json;
using Serverless.Durable;
using Serverless.Logic.Messages;

namespace Serverless.Activities.Stages;

/// <summary>
/// A call that was sent twice runs once in this process, and both have its answer. Durable Task sends one again whose sender died between sending it and noting that it had:
/// then both messages may run side by side, and would compute the same.
/// </summary>
internal sealed class JoinedUnits(Activity<UnitRequest, UnitReport> units) : Activity<UnitRequest, UnitReport>
{
    private readonly ConcurrentDictionary<(string Instance, string Request), Lazy<Task<UnitReport>>> _running = new();

    public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
    {
        // All of it: with other leases it is another call.
        var call = (context.InstanceId.Value, JsonSerializer.Serialize(input, DurableJson.Options));
        var own = new Lazy<Task<UnitReport>>(() => units.RunAsync(context, input, cancellationToken));
        var running = _running.GetOrAdd(call, own);
        try
        {
            return await running.Value;
        }
        finally
        {
            if (running == own) _running.TryRemove(new(call, own));
        }
    }
}
