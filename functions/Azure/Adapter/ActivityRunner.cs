using System.Text.Json;
using Serverless.Durable;

namespace Serverless.Azure.Adapter;

/// <summary>Runs one attempt at an activity of the registry.</summary>
internal static class ActivityRunner
{
    /// <param name="registry">This host's code.</param>
    /// <param name="name">Which activity.</param>
    /// <param name="instance">The orchestration that called it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellationToken">Cancelled when the host stops: the exception then leaves, the host gives the work item back, and the attempt is made again.</param>
    public static async Task<JsonElement> RunAsync(DurableRegistry registry, string name, string instance, JsonElement? input, CancellationToken cancellationToken)
    {
        try
        {
            var activity = registry.FindActivity(name) ?? throw new InvalidOperationException(Missing.Activity(registry, name));
            return ActivityAnswer.Of(await activity.RunAsync(new ActivityContext(new InstanceId(instance), name), Payload.Text(input), cancellationToken)).ToPayload();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return ActivityAnswer.Of(e).ToPayload();
        }
    }
}
