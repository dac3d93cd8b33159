using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Admission;

/// <summary>Takes memory and keeps it until <see cref="Release"/>.</summary>
public static class HoardFunctions
{
    private static readonly List<byte[]> Kept = [];

    /// <summary>What it holds.</summary>
    public static long HeldBytes => Volatile.Read(ref _held);

    private static long _held;

    [TaskFunction(Name = "hoard.take", Version = "1")]
    public static long Take(long mebibytes)
    {
        for (var i = 0L; i < mebibytes; i++)
        {
            var block = new byte[1 << 20];
            // What no one writes to is not in memory.
            Array.Fill(block, (byte)1);
            Kept.Add(block);
            Interlocked.Add(ref _held, block.Length);
        }
        return Kept.Count;
    }

    public static void Release()
    {
        Kept.Clear();
        Interlocked.Exchange(ref _held, 0);
    }
}
