using System.Text;

namespace Serverless.BuiltIns.Exec;

/// <summary>Reads lines as they come and keeps the last ones; a line has a bound too. Any bytes will do.</summary>
/// <param name="heard">Hears each line.</param>
internal sealed class LineTail(Action<string> heard)
{
    private const int MaxLines = 20;
    private const int MaxLine = 500;

    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _line = new();

    /// <summary>The last lines, joined.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[4096];
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        for (int read; (read = await source.ReadAsync(bytes, cancellationToken)) > 0;) Add(characters.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, read), characters, flush: false)));
        if (_line.Length > 0) End();
    }

    private void Add(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n') End();
            else if (_line.Length < MaxLine && c != '\r') _line.Append(c);
        }
    }

    private void End()
    {
        var line = _line.ToString();
        _line.Clear();
        heard(line);
        _lines.Enqueue(line);
        if (_lines.Count > MaxLines) _lines.Dequeue();
    }
}
