using Microsoft.DurableTask;

namespace Serverless.Durable.DurableTask;

/// <summary>
/// Ids of sub-orchestrations lie below their parent's: <c>{parent}:...</c>. Durable Task terminates and purges no children on Azure Storage, so the client
/// finds them by that prefix.
/// </summary>
internal static class Children
{
    /// <summary>The tag that tells a query an instance's parent; Durable Task's own answer has no such field.</summary>
    public const string ParentTag = "serverless-parent";

    public static string Prefix(InstanceId parent) => $"{parent}:";

    /// <summary>The id of a child without a name: readable while it fits.</summary>
    public static InstanceId Unnamed(InstanceId parent, int number, Guid unique)
    {
        // The GUID is new after continuing as new, where numbers begin again.
        var text = $"{parent}:{number}.{unique:N}";
        return new InstanceId(text.Length <= InstanceId.MaxLength ? text : $"{parent.Value[..160]}:{unique:N}");
    }

    public static SubOrchestrationOptions Options(InstanceId child, InstanceId parent) =>
        new(retry: null, instanceId: child.Value) { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [ParentTag] = parent.Value } };
}
