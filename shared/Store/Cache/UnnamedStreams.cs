using System.Text;
using Serverless.Graph.Documents;
using Serverless.Storage;

namespace Serverless.Store.Cache;

/// <summary>
/// Streams of the time before records named theirs, as the first collection found them: <c>cache/streams</c>, a hash a line, written once. What refers to them
/// is not known, so they are never deleted. By name and not by age: a content that is stored again is younger, and still what an old record refers to.
/// </summary>
internal static class UnnamedStreams
{
    /// <summary>The name is persisted; where it is missing, everything that is there now is taken for old.</summary>
    public static readonly BlobName Stamp = new($"{Layout.Cache}/streams");

    /// <param name="stores">Whose.</param>
    /// <param name="there">All streams that are stored now.</param>
    /// <param name="dryRun">True: writes nothing.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<IReadOnlySet<string>> ReadAsync(TenantStores stores, IReadOnlyCollection<string> there, bool dryRun, CancellationToken cancellationToken)
    {
        if (await FindAsync(stores, cancellationToken) is { } found) return found;
        if (dryRun) return there.ToHashSet(StringComparer.Ordinal);
        try
        {
            // No PutAsync and GetAsync: they are for what is small.
            using var content = new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(there.Order(StringComparer.Ordinal).Select(h => h + "\n"))));
            await stores.Blobs.UploadAsync(Stamp, content, BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // Another collector was first, and its word counts.
        }
        return await FindAsync(stores, cancellationToken) ?? there.ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<HashSet<string>?> FindAsync(TenantStores stores, CancellationToken cancellationToken)
    {
        if (await stores.Blobs.GetPropertiesAsync(Stamp, cancellationToken) is not { } stamp) return null;
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        if (stamp.Length == 0) return hashes;
        using var lines = new StreamReader(await stores.Blobs.OpenReadAsync(Stamp, BlobRange.All, cancellationToken), Encoding.ASCII);
        while (await lines.ReadLineAsync(cancellationToken) is { } hash) hashes.Add(hash);
        return hashes;
    }
}
