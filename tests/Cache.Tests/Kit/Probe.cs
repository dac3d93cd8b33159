using System.Collections.Concurrent;
using Serverless.Graph.Functions;

namespace Serverless.Cache.Tests.Kit;

/// <summary>Functions that count their calls, by a key that the test chooses; and wait, when the test has closed the key's gate.</summary>
internal static class Probe
{
    private static readonly ConcurrentDictionary<string, int> Counts = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new(StringComparer.Ordinal);

    public static int CallsOf(string key) => Counts.GetValueOrDefault(key);

    public static TaskCompletionSource Close(string key) => Gates[key] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    [TaskFunction(Name = "probe.count", Version = "1")]
    public static async Task<long> CountAsync(long value, string key, CancellationToken cancellationToken)
    {
        Counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        if (Gates.TryGetValue(key, out var gate)) await gate.Task.WaitAsync(cancellationToken);
        return value;
    }

    [TaskFunction(Name = "probe.numbered", Version = "1")]
    public static long Numbered(long value, string key, TaskContext context)
    {
        Counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return value + (context.Partition * 1000);
    }

    [TaskFunction(Name = "probe.large", Version = "1")]
    public static string Large(long value, string key)
    {
        Counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return new string((char)('a' + value), 2_000_000);
    }

    [TaskFunction(Name = "probe.length", Version = "1")]
    public static long Length(string text) => text.Length + text[0];

    [TaskFunction(Name = "probe.impure", Impure = true, Version = "1")]
    public static long Impure(long value, string key)
    {
        Counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return value;
    }

    [TaskFunction(Name = "probe.add", Version = "1")]
    public static long Add(long a, long b) => a + b;
}

/// <summary>The same functions, and one of them in another version.</summary>
internal static class NewerProbe
{
    [TaskFunction(Name = "probe.count", Version = "2")]
    public static Task<long> CountAsync(long value, string key, CancellationToken cancellationToken) => Probe.CountAsync(value, key, cancellationToken);

    [TaskFunction(Name = "probe.add", Version = "1")]
    public static long Add(long a, long b) => a + b;
}
