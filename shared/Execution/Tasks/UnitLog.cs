namespace Serverless.Execution.Tasks;

/// <summary>What the tasks of a unit logged: the last lines, however many tasks there are.</summary>
internal sealed class UnitLog
{
    // A few screens; at 500 characters a line at most 100 KB a unit.
    private const int MaxLines = 200;

    private readonly Queue<string> _lines = new();

    /// <summary>Lines that had to make room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Hears each line as it comes; null: there is no listener.</summary>
    public Action<string>? Heard { get; init; }

    public bool IsEmpty => _lines.Count == 0;

    public void Add(string task, string line)
    {
        Heard?.Invoke(line);
        _lines.Enqueue($"{task}: {line}");
        if (_lines.Count <= MaxLines) return;
        _lines.Dequeue();
        Dropped++;
    }

    /// <summary>As stored: a line each, and first how many are gone.</summary>
    public string Text() => (Dropped > 0 ? $"({Dropped} lines before these were dropped)\n" : "") + string.Join('\n', _lines) + "\n";
}
