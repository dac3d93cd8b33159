using Serverless.Durable;
using Serverless.Engine.Instances;

namespace Serverless.Engine.Dispatch;

/// <summary>An instance as clients see it.</summary>
internal static class InstanceView
{
    /// <param name="instance">Which.</param>
    /// <param name="held">Why it does not go on here; null: it does.</param>
    public static InstanceState Of(Instance instance, string? held = null) => new()
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
        Held = held,
    };
}
