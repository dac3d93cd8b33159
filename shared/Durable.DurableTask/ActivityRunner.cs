using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Serverless.Durable.DurableTask;

/// <summary>Runs one attempt at an activity of the registry.</summary>
public static partial class ActivityRunner
{
    /// <param name="registry">This host's code.</param>
    /// <param name="name">Which activity.</param>
    /// <param name="instance">The orchestration that called it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="log">Hears of faults: for Durable Task an activity that failed has succeeded.</param>
    /// <param name="cancellationToken">Cancelled when the host stops: the exception then leaves, the host gives the work item back, and the attempt is made again.</param>
    public static async Task<JsonElement> RunAsync(DurableRegistry registry, string name, string instance, JsonElement? input, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var activity = registry.FindActivity(name) ?? throw new InvalidOperationException(MissingCodeMessages.Activity(registry, name));
            return ActivityAnswer.Of(await activity.RunAsync(new ActivityContext(new InstanceId(instance), name), Payload.Text(input), cancellationToken)).ToPayload();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Failed(log, e, name, instance);
            return ActivityAnswer.Of(e).ToPayload();
        }
    }
}
