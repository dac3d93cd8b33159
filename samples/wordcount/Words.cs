using System.Runtime.CompilerServices;
using Serverless.Client.Building;
using Serverless.Graph.Functions;

namespace Serverless.Samples.WordCount;

/// <summary>The functions of the job.</summary>
public static class Words
{
    /// <summary>The words of some files, one after the other: nothing holds a whole file.</summary>
    [TaskFunction(Version = "1")]
    public static async IAsyncEnumerable<string> Of(IReadOnlyList<BlobRef> files, TaskContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            using var reader = new StreamReader(await context.OpenAsync(file, cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                foreach (var word in Split(line)) yield return word;
            }
        }
    }

    [TaskFunction(Version = "1")]
    public static string Self(string word) => word;

    [TaskFunction(Version = "1")]
    public static long More(long count, string word) => count + 1;

    [TaskFunction(Version = "1")]
    public static long Sum(long a, long b) => a + b;

    [TaskFunction(Version = "1")]
    public static long CountOf(KeyedValue<string, long> word) => word.Value;

    /// <summary>Runs of letters, in lower case.</summary>
    public static IEnumerable<string> Split(string line)
    {
        for (var at = 0; at < line.Length;)
        {
            var start = at;
            while (at < line.Length && char.IsLetter(line[at])) at++;
            if (at > start) yield return line[start..at].ToLowerInvariant();
            else at++;
        }
    }
}
