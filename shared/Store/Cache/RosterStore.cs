using Serverless.Graph.Documents;
using Serverless.Planning.Elements;
using Serverless.Storage;
using Serverless.Store.Json;

namespace Serverless.Store.Cache;

/// <summary>
/// The rosters of what was planned, <c>cache/elements/{family}/{token}</c>: by them results of single elements are found again under another token. They tell
/// what tasks work on, and nothing of what is finished: that is the ledger's. Losing them costs work.
/// </summary>
internal static class RosterStore
{
    public const string Folder = $"{Layout.Cache}/elements/";

    public static BlobName NameOf(string family, string token) => new($"{Prefix(family)}{token}");

    /// <summary>The token in the name of a roster.</summary>
    public static string TokenOf(BlobName name) => name.Value[(name.Value.LastIndexOf('/') + 1)..];

    /// <summary>All of a family, the newest first.</summary>
    public static async Task<IReadOnlyList<BlobProperties>> ListAsync(IBlobStore blobs, string family, CancellationToken cancellationToken)
    {
        var found = new List<BlobProperties>();
        await foreach (var blob in blobs.ListAsync(Prefix(family), cancellationToken)) found.Add(blob);
        return [.. found.OrderByDescending(b => b.LastModified).ThenBy(b => b.Name.Value, StringComparer.Ordinal)];
    }

    /// <returns>Null: it is gone, or is none.</returns>
    public static async Task<ElementRoster?> FindAsync(IBlobStore blobs, BlobName name, CancellationToken cancellationToken)
    {
        if (await blobs.GetAsync(name, cancellationToken) is not { } content) return null;
        // Damaged: what it told is computed anew.
        return StoredJson.TryRead<ElementRoster>(content.Bytes.Span) is { } roster && roster.Keys?.Length % ElementRoster.KeyBytes is null or 0 && roster.Numbers is null or { Size: > 0, Step: not 0 } ? roster : null;
    }

    public static async Task PutAsync(IBlobStore blobs, PipelineElements elements, string token, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.PutAsync(NameOf(elements.Family, token), StoredJson.Write(elements.Roster), BlobCondition.IfAbsent, cancellationToken);
        }
        catch (StorageConflictException)
        {
            // Somebody else planned the same.
        }
    }

    // 32 hexadecimal digits of what the family is are enough of a name, whatever it is made of.
    private static string Prefix(string family) => $"{Folder}{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(family)).AsSpan(0, 16))}/";
}
