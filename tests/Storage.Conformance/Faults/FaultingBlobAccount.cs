using System.Runtime.CompilerServices;

namespace Serverless.Storage.Conformance.Faults;

/// <summary>Blobs whose calls fail by plan.</summary>
public sealed class FaultingBlobAccount(IBlobAccount inner, FaultPlan plan) : IBlobAccount
{
    public IBlobStore GetContainer(string name) => new FaultingBlobStore(inner.GetContainer(name), plan);

    public Task CheckAsync(CancellationToken cancellationToken) => plan.RunAsync("check", () => inner.CheckAsync(cancellationToken));
}

internal sealed class FaultingBlobStore(IBlobStore inner, FaultPlan plan) : IBlobStore
{
    public string Container => inner.Container;

    public Task<BlobProperties> PutAsync(BlobName name, ReadOnlyMemory<byte> content, BlobCondition condition, CancellationToken cancellationToken) =>
        plan.RunAsync($"put {name}", () => inner.PutAsync(name, content, condition, cancellationToken));

    public Task<BlobProperties> UploadAsync(BlobName name, Stream content, BlobCondition condition, CancellationToken cancellationToken) =>
        plan.RunAsync($"upload {name}", () => inner.UploadAsync(name, content, condition, cancellationToken));

    public Task<BlobContent?> GetAsync(BlobName name, CancellationToken cancellationToken) =>
        plan.RunAsync($"get {name}", () => inner.GetAsync(name, cancellationToken));

    public Task<Stream> OpenReadAsync(BlobName name, BlobRange range, CancellationToken cancellationToken) =>
        plan.RunAsync($"open {name}", () => inner.OpenReadAsync(name, range, cancellationToken));

    public Task<BlobProperties?> GetPropertiesAsync(BlobName name, CancellationToken cancellationToken) =>
        plan.RunAsync($"properties of {name}", () => inner.GetPropertiesAsync(name, cancellationToken));

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await plan.RunAsync($"list {prefix}", () => Task.CompletedTask);
        await foreach (var blob in inner.ListAsync(prefix, cancellationToken)) yield return blob;
    }

    public async IAsyncEnumerable<BlobEntry> ListFolderAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await plan.RunAsync($"list {prefix}", () => Task.CompletedTask);
        await foreach (var entry in inner.ListFolderAsync(prefix, cancellationToken)) yield return entry;
    }

    public Task<bool> DeleteAsync(BlobName name, BlobCondition condition, CancellationToken cancellationToken) =>
        plan.RunAsync($"delete {name}", () => inner.DeleteAsync(name, condition, cancellationToken));

    public Task DeleteManyAsync(IReadOnlyCollection<BlobName> names, CancellationToken cancellationToken) =>
        plan.RunAsync("delete many", () => inner.DeleteManyAsync(names, cancellationToken));

    public Task<BlobProperties> CopyAsync(BlobName source, BlobName destination, BlobCondition condition, CancellationToken cancellationToken) =>
        plan.RunAsync($"copy {source}", () => inner.CopyAsync(source, destination, condition, cancellationToken));
}
