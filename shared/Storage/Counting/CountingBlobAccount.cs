namespace Serverless.Storage.Counting;

/// <summary>
/// Counts the operations on an account: <c>blob.put</c>, <c>blob.upload</c>, <c>blob.get</c>, <c>blob.open</c> (also a file of this machine read in place), <c>blob.properties</c>, <c>blob.list</c> (calls,
/// not pages), <c>blob.delete</c> (one a name), <c>blob.copy</c>, <c>blob.check</c>. One call of the port is one operation, whatever requests an adapter makes of it.
/// </summary>
public sealed class CountingBlobAccount(IBlobAccount inner, StorageCounts counts) : IBlobAccount
{
    /// <summary>What was counted.</summary>
    public StorageCounts Counts => counts;

    public IBlobStore GetContainer(string name) => counts.Count(inner.GetContainer(name));

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        counts.Add("blob.check");
        return inner.CheckAsync(cancellationToken);
    }
}
