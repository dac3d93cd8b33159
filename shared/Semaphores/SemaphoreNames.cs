using Serverless.Durable;

namespace Serverless.Semaphores;

/// <summary>Names that hubs persist: entities, their operations, orchestrations, instances.</summary>
public static class SemaphoreNames
{
    /// <summary>The semaphore itself, by <c>{tenant}~{name}</c>.</summary>
    public const string Entity = "semaphore";

    /// <summary>Waiters of a long queue, by <c>{tenant}~{name}:{page}</c>.</summary>
    public const string PageEntity = "semaphore-page";

    /// <summary>The names of a tenant's semaphores, by tenant.</summary>
    public const string IndexEntity = "semaphore-index";

    /// <summary>Calls a semaphore for a client and hands back its answer.</summary>
    public static readonly LogicName Call = new("SemaphoreCall", 2);

    /// <summary>Waits for leases for a client.</summary>
    public static readonly LogicName Acquire = new("SemaphoreAcquire", 2);

    /// <summary>Waits at one semaphore for a holder of leases.</summary>
    public static readonly LogicName Wait = new("SemaphoreWait", 1);

    /// <summary>The event by which a semaphore tells an instance that waits to ask again.</summary>
    public static string GrantEvent(string request) => $"grant:{request}";

    /// <summary>The index's operation.</summary>
    public const string Add = "add";
}
