using System.Runtime.CompilerServices;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>
/// The service sorts names by code points, the port by UTF-16 units. They differ only between names that have a unit of U+D800 or higher; a name without one
/// has the same place in both orders, so only runs between such names are sorted anew.
/// </summary>
internal static class Utf16Order
{
    private const char FirstSurrogate = '\ud800';

    public static async IAsyncEnumerable<BlobProperties> Of(IAsyncEnumerable<BlobProperties> blobs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new List<BlobProperties>();
        await foreach (var blob in blobs.WithCancellation(cancellationToken))
        {
            if (blob.Name.Value.AsSpan().ContainsAnyInRange(FirstSurrogate, char.MaxValue))
            {
                run.Add(blob);
                continue;
            }
            foreach (var earlier in Sorted(run)) yield return earlier;
            run.Clear();
            yield return blob;
        }
        foreach (var last in Sorted(run)) yield return last;
    }

    private static IEnumerable<BlobProperties> Sorted(List<BlobProperties> run) =>
        run.Count < 2 ? run : run.OrderBy(b => b.Name.Value, StringComparer.Ordinal);
}
