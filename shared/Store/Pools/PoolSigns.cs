using Serverless.Graph.Documents;
using Serverless.Storage;
using Serverless.Store.Json;

namespace Serverless.Store.Pools;

/// <summary>A worker's sign of life.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Host">Its machine.</param>
/// <param name="Process">Its process there.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="SeenAt">When it wrote this.</param>
public sealed record PoolSign(string Worker, string Host, int Process, DateTimeOffset StartedAt, DateTimeOffset SeenAt);

/// <summary>Signs of life of a tenant's workers, <c>_pools/{pool}/{worker}</c>: for people. What runs is told by queues and the ledger.</summary>
public sealed class PoolSigns(IBlobStore blobs, TimeProvider time)
{
    /// <summary>How often a worker gives one.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // Three that did not come.
    private static readonly TimeSpan Missing = TimeSpan.FromSeconds(30);

    public Task GiveAsync(string pool, PoolSign sign, CancellationToken cancellationToken) =>
        blobs.PutAsync(NameOf(pool, sign.Worker), StoredJson.Write(sign), BlobCondition.None, cancellationToken);

    public Task RemoveAsync(string pool, string worker, CancellationToken cancellationToken) => blobs.DeleteAsync(NameOf(pool, worker), BlobCondition.None, cancellationToken);

    /// <summary>Whether a worker of a pool gave a sign lately.</summary>
    public async Task<bool> IsSeenAsync(string pool, CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync($"{Layout.Pools}/{pool}/", cancellationToken))
        {
            if (await blobs.GetAsync(blob.Name, cancellationToken) is { } content && StoredJson.TryRead<PoolSign>(content.Bytes.Span) is { } sign && time.GetUtcNow() - sign.SeenAt < Missing) return true;
        }
        return false;
    }

    private static BlobName NameOf(string pool, string worker) => new($"{Layout.Pools}/{pool}/{worker}.json");
}
