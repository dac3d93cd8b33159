using System.Globalization;
using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Places;

/// <summary>Functions that give what they see of their place.</summary>
internal static class Seen
{
    /// <summary>The partition with four fails.</summary>
    public static volatile bool Fails;

    [TaskFunction(Version = "1")]
    internal static string First(long x, TaskContext context) => x + Place(context);

    [TaskFunction(Version = "1")]
    internal static string Next(string before, TaskContext context) => before + Place(context);

    [TaskFunction(Version = "1")]
    internal static bool IsChosen(string before, TaskContext context) => context.Partition % 3 != 0;

    [TaskFunction(Version = "1")]
    internal static string Join(string a, string b, TaskContext context) => $"({a} {b}){Place(context)}";

    [TaskFunction(Version = "1")]
    internal static string Concat(string a, string b) => $"{a} {b}";

    /// <summary>Lazily: what it sees is asked for while what comes behind runs.</summary>
    [TaskFunction(Version = "1")]
    internal static IEnumerable<string> Parts(IReadOnlyList<string> partition, TaskContext context)
    {
        yield return partition.Count + Place(context);
        for (var i = 0; i < partition.Count; i += 2) yield return partition[i] + Place(context);
    }

    [TaskFunction(Version = "1")]
    internal static long KeyOf(string element, TaskContext context) => (context.Partition & 1) + (2 * (context.PartitionCount ?? -1));

    [TaskFunction(Version = "1")]
    internal static string Alone(long x, string before, TaskContext context) => before + x + Place(context);

    /// <summary>As many as there are, and not where they were: 3 goes and 4 comes twice.</summary>
    [TaskFunction(Version = "1")]
    internal static IEnumerable<long> Moved(IReadOnlyList<long> partition)
    {
        if (Fails && partition.Contains(4)) throw new InvalidOperationException("four");
        return partition.SelectMany(x => Enumerable.Repeat(x, x switch { 3 => 0, 4 => 2, _ => 1 }));
    }

    [TaskFunction(Version = "1")]
    internal static long Same(long x) => 0;

    private static string Place(TaskContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"[{context.Partition}/{context.PartitionCount}/{context.Seed:x}]");
}
