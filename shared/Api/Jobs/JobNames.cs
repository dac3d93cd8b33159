using System.Runtime.CompilerServices;
using Serverless.Storage;
using Serverless.Store.Jobs;

namespace Serverless.Api.Jobs;

/// <summary>
/// Names of the entries in tenants' lists of jobs, held for a while: a caller that pages through a list of n jobs would otherwise list n names for each page. An entry
/// never changes; one that is gone meanwhile is passed over when it is read, and newer ones come before every page that is still to be asked for.
/// </summary>
internal sealed class JobNames(TimeProvider time)
{
    // So long a job that a host with a late clock adds further down may be missing in a list that is paged through.
    private static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(1);

    // Some 120 bytes each.
    private const int MostNames = 200_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Listing> _byTenant = new(StringComparer.Ordinal);

    /// <summary>Names after a cursor, newest first.</summary>
    public async IAsyncEnumerable<BlobName> AfterAsync(string tenant, IBlobStore blobs, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (after is null)
        {
            await foreach (var blob in blobs.ListAsync(JobListName.Folder, cancellationToken)) yield return blob.Name;
            yield break;
        }
        var names = Find(tenant) ?? Hold(tenant, await ListAsync(blobs, cancellationToken));
        var at = Array.BinarySearch(names, JobListName.Folder + after, StringComparer.Ordinal);
        for (var i = at < 0 ? ~at : at + 1; i < names.Length; i++) yield return new BlobName(names[i]);
    }

    private static async Task<string[]> ListAsync(IBlobStore blobs, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in blobs.ListAsync(JobListName.Folder, cancellationToken)) names.Add(blob.Name.Value);
        return [.. names];
    }

    private string[]? Find(string tenant)
    {
        lock (_gate) return _byTenant.TryGetValue(tenant, out var listing) && listing.At > time.GetTimestamp() - Span ? listing.Names : null;
    }

    private string[] Hold(string tenant, string[] names)
    {
        lock (_gate)
        {
            _byTenant[tenant] = new Listing(names, time.GetTimestamp());
            foreach (var (other, _) in _byTenant.Where(held => held.Value.At <= time.GetTimestamp() - Span).ToList()) _byTenant.Remove(other);
            foreach (var (other, _) in _byTenant.OrderBy(held => held.Value.At).ToList())
            {
                if (_byTenant.Values.Sum(held => (long)held.Names.Length) > MostNames) _byTenant.Remove(other);
            }
        }
        return names;
    }

    private long Span => (long)(HeldFor.TotalSeconds * time.TimestampFrequency);

    private sealed record Listing(string[] Names, long At);
}
