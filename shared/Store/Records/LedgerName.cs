using System.Globalization;
using Serverless.Storage;

namespace Serverless.Store.Records;

/// <summary>Names of the ledger's blobs.</summary>
internal static class LedgerName
{
    private const string FenceName = "epoch";

    public static BlobName Of(string token, int epoch, long first) => new(string.Create(CultureInfo.InvariantCulture, $"{Ledger.Folder}/{token}/{epoch:D4}/{first:D12}"));

    public static BlobName Fence(string token) => new($"{Ledger.Folder}/{token}/{FenceName}");

    /// <returns>Null for the fence.</returns>
    public static int? EpochOf(BlobName name)
    {
        var rest = name.Value.AsSpan(name.Value.IndexOf('/', Ledger.Folder.Length + 1) + 1);
        var slash = rest.IndexOf('/');
        return slash < 0 ? null : int.Parse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>The first task in the name of a record.</summary>
    public static long FirstOf(BlobName name) => long.Parse(name.Value.AsSpan(name.Value.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The token in the name of a record, a fence or a result.</summary>
    public static string TokenOf(BlobName name) => name.Value.Split('/')[1];
}
