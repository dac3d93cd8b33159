using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>User code that fails, until somebody mends it.</summary>
public static class FaultyFunctions
{
    /// <summary>Set, the functions work: the mended code of the same version.</summary>
    public const string MendedVariable = "FAULTY_FUNCTIONS_MENDED";

    private static bool IsMended => Environment.GetEnvironmentVariable(MendedVariable) is not null;

    [TaskFunction(Name = "faulty.third", Version = "1")]
    public static long FailOnTwo(long value, TaskContext context)
    {
        context.Log($"looking at {value} with seed {context.Seed}");
        if (value == 2 && !IsMended) throw new InvalidOperationException("two is one too many");
        return value * 10;
    }

    /// <summary>Says how often it ran, by a line in a file.</summary>
    [TaskFunction(Name = "faulty.trace", Version = "1", Impure = true)]
    public static long Trace(long value, string file)
    {
        File.AppendAllText(file, $"{value}\n");
        return value;
    }

    /// <summary>Says on which thread of which process it runs; fails at the value that a file beside it names.</summary>
    [TaskFunction(Name = "faulty.thread", Version = "1")]
    public static async Task<long> ThreadAsync(long value, string file)
    {
        await File.AppendAllTextAsync(file, $"{value} {Environment.ProcessId}/{Environment.CurrentManagedThreadId}\n");
        if (File.Exists($"{file}.stop") && await File.ReadAllTextAsync($"{file}.stop") == $"{value}") throw new InvalidOperationException("stopped as told");
        return value;
    }

    [TaskFunction(Name = "faulty.wait", Version = "1")]
    public static async Task<long> WaitAsync(long value, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return value;
    }
}
