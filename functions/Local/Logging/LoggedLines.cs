using System.Text;
using Microsoft.Extensions.Logging;

namespace Serverless.Local.Logging;

/// <summary>Standard error for who prints plain text, where every line has to be JSON: each line printed is one.</summary>
internal sealed class LoggedLines(LogSettings settings) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_line)
        {
            if (value == '\n') Send();
            else if (value != '\r') _line.Append(value);
        }
    }

    public override void Write(string? value)
    {
        foreach (var c in value ?? "") Write(c);
    }

    public override void WriteLine(string? value)
    {
        Write(value);
        Write('\n');
    }

    public override void Flush()
    {
        lock (_line)
        {
            if (_line.Length > 0) Send();
        }
    }

    private void Send()
    {
        var entry = new LogEntry(TimeProvider.System.GetUtcNow(), LogLevel.Information, "Serverless.Local.Output", default, _line.ToString(), [], null);
        _line.Clear();
        LogSink.Write(LogText.Of(entry, settings.Format));
    }
}
