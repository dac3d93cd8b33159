using Microsoft.DurableTask.Entities;
using Serverless.Durable;

namespace Serverless.Azure.Adapter;

/// <summary>Runs the operations of one entity of the registry. What leaves as an exception makes Durable Task roll the operation back.</summary>
internal sealed class EntityRunner(DurableRegistry registry, TimeProvider time) : ITaskEntity
{
    public ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        try
        {
            var name = operation.Context.Id.Name;
            var entity = registry.FindEntity(name) ?? throw new InvalidOperationException(Missing.Entity(registry, name));
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
