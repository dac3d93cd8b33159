using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests;

/// <summary>Functions for tests.</summary>
internal static class Numbers
{
    [TaskFunction(Version = "1")]
    internal static long Square(long x) => unchecked(x * x);

    [TaskFunction(Version = "1")]
    internal static bool IsOdd(long x) => x % 2 != 0;

    [TaskFunction(Version = "1")]
    internal static bool Never(long x) => x < 0;

    [TaskFunction(Version = "1")]
    internal static long Add(long a, long b) => a + b;

    [TaskFunction(Version = "1")]
    internal static long Digit(long x) => x % 10;

    [TaskFunction(Version = "1")]
    internal static string Text(long x) => $"{x % 7}";

    [TaskFunction(Version = "1")]
    internal static List<long> Append(List<long> list, long x)
    {
        // In place: a start value that keys shared would show.
        list.Add(x);
        return list;
    }

    [TaskFunction(Version = "1")]
    internal static List<long> Concat(List<long> a, List<long> b) => [.. a, .. b];

    [TaskFunction(Version = "1")]
    internal static IEnumerable<long> Twice(IReadOnlyList<long> partition) => partition.SelectMany(x => new[] { x, -x });

    [TaskFunction(Version = "1")]
    internal static long[] Upto(long n) => [.. Enumerable.Range(0, (int)n).Select(i => (long)i)];

    [TaskFunction(Version = "1")]
    internal static long Mixed(long self, long[] inputs) => inputs.Aggregate(self, (sum, x) => unchecked((sum * 31) + x));

    [TaskFunction(Version = "1")]
    internal static long Fail(long x) => x == 13 ? throw new InvalidOperationException("thirteen") : x;

    [TaskFunction(Version = "1")]
    internal static int ThreadOf(long x) => Environment.CurrentManagedThreadId;

    [TaskFunction(Version = "1")]
    internal static async Task<int> LaterThreadOf(long x)
    {
        await Task.Yield();
        return Environment.CurrentManagedThreadId;
    }

    [TaskFunction(Version = "1")]
    internal static async Task<long> WaitForever(long x, CancellationToken cancellationToken)
    {
        Started.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return x;
    }

    internal static TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Version = "1")]
    internal static long Bytes(Stream content)
    {
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.Length;
    }

    [TaskFunction(Version = "1")]
    internal static string Whole(Stream content)
    {
        using var reader = new StreamReader(content);
        return reader.ReadToEnd();
    }

    [TaskFunction(Version = "1")]
    internal static Stream Shout(Stream content)
    {
        using var reader = new StreamReader(content);
        return new MemoryStream(System.Text.Encoding.UTF8.GetBytes(reader.ReadToEnd().ToUpperInvariant()));
    }

    [TaskFunction(Version = "1")]
    internal static async Task<string> Head(BlobRef file, TaskContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await context.OpenAsync(file, cancellationToken));
        return (await reader.ReadLineAsync(cancellationToken))!;
    }
}
