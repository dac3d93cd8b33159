using Serverless.Testing;

namespace Serverless.Attack.Tests.Kit;

/// <summary>A random moment in the life of a program.</summary>
internal static class Moment
{
    /// <summary>Waits for some milliseconds, or for its end.</summary>
    public static Task OfAsync(ProgramRun run, Random random, int least, int most)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var time = random.Next(least, most);
        return Condition.WaitAsync("its time is over", () => run.HasExited || clock.ElapsedMilliseconds >= time);
    }

    /// <summary>Waits until a task of the target runs, or for its end.</summary>
    public static Task OfWorkAsync(ProgramRun run, Target target) => Condition.WaitAsync("a task runs", () => run.HasExited || Directory.EnumerateFiles(target.Marks).Any());
}
