namespace Serverless.Durable;

/// <summary>Where an activity runs.</summary>
/// <param name="InstanceId">The orchestration that called it.</param>
/// <param name="Name">The activity's name.</param>
public sealed record ActivityContext(InstanceId InstanceId, string Name);

/// <summary>One activity's code: does I/O, is idempotent. One object serves many calls at once.</summary>
public interface IActivity
{
    /// <summary>Runs over raw payloads; the engine calls this. The token is cancelled when the host stops; the attempt is then lost and made again.</summary>
    Task<string?> RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken);
}

/// <summary>An activity with typed input and output.</summary>
public abstract class Activity<TInput, TOutput> : IActivity
{
    public abstract Task<TOutput> RunAsync(ActivityContext context, TInput input, CancellationToken cancellationToken);

    async Task<string?> IActivity.RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken) =>
        DurableJson.Write(await RunAsync(context, DurableJson.Read<TInput>(input)!, cancellationToken), "The result of activity", context.Name);
}
