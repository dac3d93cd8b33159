using Microsoft.DurableTask.Entities;

namespace Serverless.Durable.DurableTask;

/// <summary>Runs the operations of one entity of the registry. What leaves as an exception makes Durable Task roll the operation back.</summary>
public sealed class EntityRunner(DurableRegistry registry, TimeProvider time) : ITaskEntity
{
    public ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        try
        {
            var name = operation.Context.Id.Name;
            var entity = registry.FindEntity(name) ?? throw new InvalidOperationException(MissingCodeMessages.Entity(registry, name));
            var ours = new DurableTaskOperation(operation, time.GetUtcNow());
            entity.Run(ours);
            return new ValueTask<object?>(ours.Answer);
        }
        catch (Exception e)
        {
            throw new CrossingException(FailureDetails.From(e));
        }
    }
}
