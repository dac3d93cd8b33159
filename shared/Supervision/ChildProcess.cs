using System.Diagnostics;
using System.Reflection;
using Serverless.Execution.Isolation;
using Serverless.Native.Files;
using Serverless.Native.Processes;

namespace Serverless.Supervision;

/// <summary>
/// This program once more, as a child: its standard input is its lifeline, at whose end it ends (see <see cref="SupervisedProcess"/>); its memory is watched.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly DeathNote _note;

    private ChildProcess(Process process, DeathNote note) => (_process, _note) = (process, note);

    public int Id => _process.Id;

    /// <summary>What it is told first; it must stay open as long as the child may live.</summary>
    public StreamWriter Lifeline => _process.StandardInput;

    /// <param name="arguments">As on the command line.</param>
    /// <param name="environment">Added to this process's.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true };
        // Started as `dotnet serverless.dll`: the host needs to be told of the program, which a published one is itself.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[SupervisedProcess.LifelineVariable] = "1";
        var note = DeathNote.New();
        start.Environment[DeathNote.Variable] = note.Path;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start."), note);
    }

    /// <summary>Waits for its end; ends it when it has more memory than it may.</summary>
    /// <param name="limitBytes">Most bytes resident.</param>
    /// <param name="look">How often its memory is looked at.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public async Task<ChildEnd> WaitAsync(long limitBytes, TimeSpan look, CancellationToken cancellationToken)
    {
        var ended = _process.WaitForExitAsync(CancellationToken.None);
        using var timer = new PeriodicTimer(look, TimeProvider.System);
        var peak = 0L;
        var isOver = false;
        while (!ended.IsCompleted)
        {
            if (cancellationToken.IsCancellationRequested) Kill();
            if (ProcessMemory.Of(Id) is { } memory)
            {
                peak = Math.Max(peak, memory.PeakBytes);
                if (memory.Bytes > limitBytes)
                {
                    isOver = true;
                    Kill();
                }
            }
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
        }
        await ended;
        var status = _process.ExitCode;
        var begun = _note.TakeBegun();
        return new ChildEnd(status, ExitStatus.IsOurs(status) ? null : DeathOf(status, peak, limitBytes, isOver) with { Errors = _note.Take() }, begun);
    }

    /// <summary>Tells it to end its work and record what is finished.</summary>
    public void Cancel()
    {
        try
        {
            Lifeline.WriteLine("cancel");
            Lifeline.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <summary>Removes what a dead child left in its scratch folder.</summary>
    public void CleanUp() => ScratchFolder.RemoveOf(Id);

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    // On Unix .NET reports the end by signal n as 128 + n.
    private static ProcessDeath DeathOf(int status, long peak, long limit, bool isOver) => new()
    {
        Signal = !OperatingSystem.IsWindows() && status is > 128 and <= 128 + 64 ? status - 128 : null,
        ExitStatus = status,
        PeakBytes = peak,
        LimitBytes = limit,
        IsOverLimit = isOver,
    };
}

/// <summary>How a child ended.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Death">Null when it ended as our program ends.</param>
/// <param name="HasBegun">Whether it had begun to work on units.</param>
internal sealed record ChildEnd(int Status, ProcessDeath? Death, bool HasBegun);
