namespace Serverless.Local.Logging;

/// <summary>Where lines go: standard error, or above the bars that are drawn there, while they are.</summary>
internal static class LogSink
{
    private static readonly Lock Gate = new();
    private static TextWriter? _error;
    private static Action<string>? _above;

    /// <summary>Gives standard error to somebody else: what prints there from now on, prints there. Lines go on to where it was.</summary>
    public static void Replace(TextWriter writer)
    {
        lock (Gate) _error ??= Console.Error;
        Console.SetError(writer);
    }

    public static void Write(string line)
    {
        lock (Gate)
        {
            if (_above is { } above) above(line);
            else (_error ?? Console.Error).WriteLine(line);
        }
    }

    /// <summary>Until disposed, lines go through the code that draws on standard error: they would tear the picture.</summary>
    public static IDisposable Above(Action<string> write)
    {
        lock (Gate) _above = write;
        return new End();
    }

    private sealed class End : IDisposable
    {
        public void Dispose()
        {
            lock (Gate) _above = null;
        }
    }
}
