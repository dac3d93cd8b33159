namespace Serverless.Native.Processes;

/// <summary>
/// A program and all that it starts, as one thing that can be ended. Nothing of it outlives its program, and nothing outlives this process, also when that
/// is killed: see <see cref="ProcessGuard"/>. What detaches itself into a session of its own (a daemon) escapes on Unix.
/// </summary>
public abstract class ProcessGroup : IDisposable
{
    private protected ProcessGroup()
    {
    }

    /// <summary>Of the program; on Unix also the group's.</summary>
    public abstract int Id { get; }

    /// <summary>Its standard input: closing it is its end.</summary>
    public abstract Stream Input { get; }

    /// <summary>Its standard output. What holds it open after the program's end has been ended.</summary>
    public abstract Stream Output { get; }

    /// <summary>Its standard error.</summary>
    public abstract Stream Error { get; }

    /// <summary>Completes when the program has ended, and what it left was killed.</summary>
    public abstract Task<ProcessGroupEnd> Ended { get; }

    /// <summary>Starts a program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system starts no such program, or nothing at all.</exception>
    public static ProcessGroup Start(ProcessStart start) => OperatingSystem.IsWindows() ? WindowsProcessGroup.Begin(start) : UnixProcessGroup.Begin(start);

    /// <summary>Asks all of it to end: SIGTERM; on Windows nothing.</summary>
    public abstract void Terminate();

    /// <summary>Ends all of it: SIGKILL.</summary>
    public abstract void Kill();

    /// <summary>Ends all of it, and closes the streams.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>What to start.</summary>
/// <param name="Program">A path.</param>
/// <param name="Arguments">Without the program's name; no shell looks at them.</param>
/// <param name="Environment">All of it: nothing is inherited.</param>
/// <param name="Folder">Where it starts.</param>
public sealed record ProcessStart(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Folder);

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Null when a signal ended it, or it is not known.</param>
/// <param name="Signal">What ended it on Unix; null: it ended by itself.</param>
public readonly record struct ProcessGroupEnd(int? ExitCode, int? Signal);
