using System.Text.Json;
using Microsoft.DurableTask;

namespace Serverless.Durable.DurableTask;

/// <summary>Runs an orchestration of the registry under Durable Task.</summary>
public static class OrchestratorRunner
{
    public static async Task<JsonElement?> RunAsync(TaskOrchestrationContext context, DurableRegistry registry)
    {
        try
        {
            var ours = new DurableTaskContext(context, registry);
            var run = registry.CreateOrchestrator(ours.Name).RunAsync(ours, Payload.Text(context.GetInput<object>()));
            // Durable Task would log a line and let the instance hang.
            if (!run.IsCompleted && !ours.Outstanding.IsAny)
                throw new InvalidOperationException($"Orchestration '{ours.InstanceId}' awaits something that its context did not hand out. Only the context's tasks may be awaited.");
            return Payload.Parse(await run);
        }
        catch (Exception e)
        {
            throw new CrossingException(FailureDetails.From(e));
        }
    }
}
