using System.Text;

namespace Serverless.Storage.Conformance.Blobs;

/// <summary>What the contract tests of blobs share: an account of the adapter and a container of the test's own.</summary>
public abstract class BlobConformance
{
    private readonly string _container = "t-" + Guid.NewGuid().ToString("n");

    /// <summary>The adapter under test.</summary>
    protected abstract IBlobAccount Account { get; }

    /// <summary>A container that no other test uses.</summary>
    protected IBlobStore Store => Account.GetContainer(_container);

    protected static BlobName Name(string name) => new(name);

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    protected Task<BlobProperties> PutAsync(string name, string text, BlobCondition condition = default) =>
        Store.PutAsync(Name(name), Bytes(text), condition, CancellationToken.None);

    protected async Task<string?> GetAsync(string name) =>
        await Store.GetAsync(Name(name), CancellationToken.None) is { } found ? Text(found.Bytes) : null;

    protected async Task<List<string>> ListAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in Store.ListAsync(prefix, CancellationToken.None)) names.Add(blob.Name.Value);
        return names;
    }
}
