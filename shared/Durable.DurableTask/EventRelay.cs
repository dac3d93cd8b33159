namespace Serverless.Durable.DurableTask;

/// <summary>Raises one event on one instance: Durable Task's entities can start orchestrations, but raise no events.</summary>
public sealed class EventRelay : Orchestrator<RelayedEvent, bool>
{
    /// <summary>Ids of relays begin with it; no tenant's do.</summary>
    public const string IdPrefix = ":relay:";

    public static LogicName Name { get; } = new("SendEvent", 1);

    public override Task<bool> RunAsync(OrchestrationContext context, RelayedEvent input)
    {
        context.SendEvent(input.Instance, input.Name, input.Payload);
        return Task.FromResult(true);
    }
}

/// <summary>Which event goes where.</summary>
public sealed record RelayedEvent(InstanceId Instance, string Name, System.Text.Json.JsonElement? Payload);
