using System.Collections.Concurrent;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>
/// What tasks ran and which of them were finished before, over all lives of a host. A task finds it through the flow of its unit, so that tests run side by side.
/// </summary>
internal sealed class Journal(int seed, bool fails)
{
    private static readonly AsyncLocal<(Journal Journal, string Token)?> Unit = new();

    private readonly ConcurrentDictionary<(string Token, long Task), byte> _finished = new();
    private readonly ConcurrentQueue<string> _again = new();
    private int _runs;
    private int _failures;

    /// <summary>Runs of tasks, failed ones included.</summary>
    public int Runs => _runs;

    public int Failures => _failures;

    /// <summary>Tasks that ran though their unit had told that it was done.</summary>
    public IReadOnlyCollection<string> RunAgain => _again;

    /// <summary>The one who runs in this flow from here on runs tasks of this pipeline.</summary>
    public void Enter(string token) => Unit.Value = (this, token);

    /// <summary>A unit told that it is done.</summary>
    public void Finished(string token, long first, long last)
    {
        for (var task = first; task <= last; task++) _finished[(token, task)] = 0;
    }

    /// <summary>A function runs: notes it, and fails when it is its turn to.</summary>
    /// <exception cref="InvalidOperationException">Its turn.</exception>
    public static void Ran(long self, long task, int attempt)
    {
        if (Unit.Value is not var (journal, token)) return;
        Interlocked.Increment(ref journal._runs);
        if (journal._finished.ContainsKey((token, task))) journal._again.Enqueue($"{token[..8]}[{task}]");
        if (!journal.IsToFail(self, attempt)) return;
        Interlocked.Increment(ref journal._failures);
        throw new InvalidOperationException($"injected: {self}, attempt {attempt}");
    }

    // One of eight fails, once or twice in a row.
    private bool IsToFail(long self, int attempt)
    {
        if (!fails) return false;
        var chance = new Random(unchecked((int)(seed ^ (self * 7919)))).Next(16);
        return chance < 2 && attempt <= chance + 1;
    }
}
