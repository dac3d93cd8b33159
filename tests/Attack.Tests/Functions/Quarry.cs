using Serverless.Graph.Functions;

namespace Serverless.Attack.Tests.Functions;

/// <summary>What the attacked jobs run.</summary>
public static class Quarry
{
    /// <summary>Names a folder: a run of a task adds a letter to its file there.</summary>
    public const string MarksVariable = "ATTACK_MARKS";

    /// <summary>Milliseconds that a task takes; default none.</summary>
    public const string PauseVariable = "ATTACK_PAUSE";

    [TaskFunction(Name = "quarry.mark", Version = "1")]
    public static async Task<long> MarkAsync(long value, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(MarksVariable) is { Length: > 0 } folder) await File.AppendAllTextAsync(Path.Combine(folder, $"{value}"), "x", cancellationToken);
        if (int.TryParse(Environment.GetEnvironmentVariable(PauseVariable), out var pause)) await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, cancellationToken);
        return (value * value) + 1;
    }

    /// <summary>Fails at its first two tries.</summary>
    [TaskFunction(Name = "quarry.third", Version = "1")]
    public static long Third(long value, TaskContext context) => context.Attempt < 3 ? throw new InvalidOperationException("not yet") : value;
}
