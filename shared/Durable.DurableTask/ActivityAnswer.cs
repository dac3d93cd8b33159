using System.Text.Json;

namespace Serverless.Durable.DurableTask;

/// <summary>
/// What an activity hands back: <c>{"value":...}</c> or <c>{"failure":{...}}</c>. An activity that fails therefore succeeds for Durable Task, and its
/// flat record, with whether trying again makes sense, reaches the orchestrator untouched. Durable Task's own failures remain what they are: lost attempts.
/// </summary>
internal sealed record ActivityAnswer
{
    public JsonElement? Value { get; init; }

    public FailureDetails? Failure { get; init; }

    public JsonElement ToPayload() => JsonSerializer.SerializeToElement(this, DurableJson.Options);

    public static ActivityAnswer Of(string? result) => new() { Value = Payload.Parse(result) };

    public static ActivityAnswer Of(Exception exception) => new() { Failure = FailureDetails.From(exception) };

    /// <exception cref="ActivityFailedException">It holds a failure.</exception>
    public static TResult? Read<TResult>(string activity, JsonElement? payload)
    {
        var answer = Payload.Read<ActivityAnswer>(payload) ?? new ActivityAnswer();
        return answer.Failure is { } failure ? throw new ActivityFailedException(activity, failure) : Payload.Read<TResult>(answer.Value);
    }
}
