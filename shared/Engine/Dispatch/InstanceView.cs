using Serverless.Durable;
using Serverless.Engine.State;

namespace Serverless.Engine.Dispatch;

/// <summary>An instance as clients see it.</summary>
internal static class InstanceView
{
    public static InstanceState Of(Instance instance, DurableRegistry? registry) => new()
    {
        Id = instance.Id,
        Name = instance.Name,
        Status = instance.Status,
        CreatedAt = instance.CreatedAt,
        UpdatedAt = instance.UpdatedAt,
        Input = instance.Input,
        Output = instance.Output,
        CustomStatus = instance.CustomStatus,
        Failure = instance.Failure,
        Parent = instance.Parent?.Instance,
        Held = registry is not null && instance.End is null && !registry.Orchestrations.Contains(instance.Name)
            ? new LogicNotFoundException(instance.Name, registry.Orchestrations).Message
            : null,
    };
}
