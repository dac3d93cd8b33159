using Serverless.Graph.Functions;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Functions that keep a journal, and fail when that says so. They ignore their position, so that the number that they note is the task's, whatever is fused.</summary>
internal static class Steps
{
    [TaskFunction(Version = "1", IgnoresPosition = true)]
    internal static long Mixed(long self, long[] inputs, TaskContext context)
    {
        Journal.Ran(self, context.Partition, context.Attempt);
        return Mix(self, inputs);
    }

    [TaskFunction(Version = "1", IgnoresPosition = true)]
    internal static long Square(long x, TaskContext context)
    {
        Journal.Ran(x, context.Partition, context.Attempt);
        return unchecked(x * x);
    }

    [TaskFunction(Version = "1", IgnoresPosition = true)]
    internal static bool IsOdd(long x, TaskContext context)
    {
        Journal.Ran(x, context.Partition, context.Attempt);
        return x % 2 != 0;
    }

    [TaskFunction(Version = "1", IgnoresPosition = true)]
    internal static long Add(long a, long b, TaskContext context)
    {
        Journal.Ran(a ^ b, context.Partition, context.Attempt);
        return unchecked(a + b);
    }

    [TaskFunction(Version = "1", IgnoresPosition = true)]
    internal static IEnumerable<long> Twice(IReadOnlyList<long> partition, TaskContext context)
    {
        Journal.Ran(partition.Count, context.Partition, context.Attempt);
        return [.. partition.SelectMany(x => new[] { x, -x })];
    }

    internal static long Mix(long self, IEnumerable<long> inputs) => inputs.Aggregate(self, (sum, x) => unchecked((sum * 31) + x));
}
