namespace Serverless.Durable;

/// <summary>One orchestration's code. Created anew for each replay.</summary>
public interface IOrchestrator
{
    /// <summary>Runs over raw payloads; the engine calls this.</summary>
    Task<string?> RunAsync(OrchestrationContext context, string? input);
}

/// <summary>An orchestrator with typed input and output.</summary>
public abstract class Orchestrator<TInput, TOutput> : IOrchestrator
{
    public abstract Task<TOutput> RunAsync(OrchestrationContext context, TInput input);

    async Task<string?> IOrchestrator.RunAsync(OrchestrationContext context, string? input) =>
        DurableJson.Write(await RunAsync(context, DurableJson.Read<TInput>(input)!), $"The result of orchestration '{context.InstanceId}'");
}
