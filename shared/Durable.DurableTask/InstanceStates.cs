using Microsoft.DurableTask.Client;

namespace Serverless.Durable.DurableTask;

/// <summary>Durable Task's view of an instance as ours, and back.</summary>
internal static class InstanceStates
{
    /// <summary>Every state: an id that exists in any of them is not started again.</summary>
    public static IReadOnlyList<string> AllStatuses { get; } =
        [.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Select(s => s.ToString())];

    public static InstanceState ToPort(this OrchestrationMetadata instance) => new()
    {
        Id = new InstanceId(instance.InstanceId),
        Name = LogicName.Parse(instance.Name),
        Status = ToPort(instance.RuntimeStatus),
        CreatedAt = instance.CreatedAt.ToUniversalTime(),
        UpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
        Input = Payload.Known(instance.SerializedInput),
        // Durable Task also writes a failure's text there.
        Output = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? null : Payload.Known(instance.SerializedOutput),
        CustomStatus = Payload.Known(instance.SerializedCustomStatus),
        Failure = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? FailureOf(instance) : null,
        Parent = instance.Tags.TryGetValue(Children.ParentTag, out var parent) ? new InstanceId(parent) : null,
    };

    /// <summary>Whether it is an orchestration of ours: no entity, no relay of an entity's event, no other program's.</summary>
    public static bool IsOurs(this OrchestrationMetadata instance) =>
        InstanceId.IsValid(instance.InstanceId) && !instance.InstanceId.StartsWith(EventRelay.IdPrefix, StringComparison.Ordinal) && IsLogicName(instance.Name);

    public static InstanceStatus ToPort(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => InstanceStatus.Pending,
        OrchestrationRuntimeStatus.Suspended => InstanceStatus.Suspended,
        OrchestrationRuntimeStatus.Completed => InstanceStatus.Completed,
        OrchestrationRuntimeStatus.Failed => InstanceStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => InstanceStatus.Terminated,
        // Also the two that Durable Task no longer gives: continued-as-new runs, and nothing is ever cancelled.
        _ => InstanceStatus.Running,
    };

    public static OrchestrationRuntimeStatus ToDurableTask(InstanceStatus status) => status switch
    {
        InstanceStatus.Pending => OrchestrationRuntimeStatus.Pending,
        InstanceStatus.Running => OrchestrationRuntimeStatus.Running,
        InstanceStatus.Suspended => OrchestrationRuntimeStatus.Suspended,
        InstanceStatus.Completed => OrchestrationRuntimeStatus.Completed,
        InstanceStatus.Failed => OrchestrationRuntimeStatus.Failed,
        InstanceStatus.Terminated => OrchestrationRuntimeStatus.Terminated,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No such status."),
    };

    // A host that lacks the code fails an instance without details, with the text as its output.
    private static FailureDetails FailureOf(OrchestrationMetadata instance) =>
        instance.FailureDetails is { } details ? FailureText.Read(details)
        : FailureText.Read(new Microsoft.DurableTask.TaskFailureDetails("(unknown)", instance.SerializedOutput ?? "It failed; nothing says why.", null, null, null));

    private static bool IsLogicName(string name)
    {
        var split = name.LastIndexOf("_v", StringComparison.Ordinal);
        return split > 0 && int.TryParse(name.AsSpan(split + 2), out _);
    }
}
