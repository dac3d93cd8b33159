using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>Tasks that take their time, until somebody says that they need not.</summary>
public static class SlowFunctions
{
    public const string HurryVariable = "SLOW_FUNCTIONS_HURRY";

    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(150);

    /// <summary>Leaves a mark for each run of a task.</summary>
    [TaskFunction(Name = "slow.mark", Version = "1")]
    public static async Task<long> MarkAsync(long value, string folder, CancellationToken cancellationToken)
    {
        await File.AppendAllTextAsync(Path.Combine(folder, $"{value}"), "x", cancellationToken);
        if (Environment.GetEnvironmentVariable(HurryVariable) is null) await Task.Delay(Duration, TimeProvider.System, cancellationToken);
        return value;
    }

    /// <summary>The second half of ten tasks waits until a file is there.</summary>
    [TaskFunction(Name = "slow.untilTold", Version = "1")]
    public static async Task<long> WaitAsync(long value, string file, CancellationToken cancellationToken)
    {
        while (value >= 5 && !File.Exists(file)) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        return value;
    }
}
