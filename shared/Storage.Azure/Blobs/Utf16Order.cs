using System.Runtime.CompilerServices;

namespace Serverless.Storage.Azure.Blobs;

/// <summary>
/// The service sorts names by code points, the port by UTF-16 units. They differ only between names that have a unit of U+D800 or higher; a name without one
/// has the same place in both orders, so only runs between such names are sorted anew.
/// </summary>
internal static class Utf16Order
{
    private const char FirstSurrogate = '\ud800';

    public static async IAsyncEnumerable<T> Of<T>(IAsyncEnumerable<T> blobs, Func<T, string> nameOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new List<T>();
        await foreach (var blob in blobs.WithCancellation(cancellationToken))
        {
            if (nameOf(blob).AsSpan().ContainsAnyInRange(FirstSurrogate, char.MaxValue))
            {
                run.Add(blob);
                continue;
            }
            foreach (var earlier in Sorted(run, nameOf)) yield return earlier;
            run.Clear();
            yield return blob;
        }
        foreach (var last in Sorted(run, nameOf)) yield return last;
    }

    private static IEnumerable<T> Sorted<T>(List<T> run, Func<T, string> nameOf) => run.Count < 2 ? run : run.OrderBy(nameOf, StringComparer.Ordinal);
}
