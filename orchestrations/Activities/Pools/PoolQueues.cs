using System.Security.Cryptography;
using System.Text;
using Serverless.Storage;

namespace Serverless.Activities.Pools;

/// <summary>The queues between hosts and workers.</summary>
/// <param name="account">Where they are.</param>
/// <param name="hub">Whose answers: each hub has a queue of its own for them.</param>
public sealed class PoolQueues(IQueueAccount account, Func<Guid> hub)
{
    /// <summary>The queue of this hub's answers.</summary>
    public string AnswersName => $"answers-{hub():n}";

    public IWorkQueue Answers => account.GetQueue(AnswersName);

    /// <summary>The queue of a tenant's pool.</summary>
    public IWorkQueue Of(string tenant, string pool) => account.GetQueue(NameOf(tenant, pool));

    /// <summary>A queue's name has no room for two names. What stands for the tenant has a fixed length, so no two pools share one.</summary>
    public static string NameOf(string tenant, string pool) =>
        $"pool-{pool}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)))[..10]}";
}
