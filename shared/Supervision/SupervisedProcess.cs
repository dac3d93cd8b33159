using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Serverless.Execution.Isolation;
using Serverless.Native.Processes;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>The child's side: it ends with its parent, and says so when user code ended it.</summary>
public static class SupervisedProcess
{
    /// <summary>Set for children: standard input is the lifeline.</summary>
    public const string LifelineVariable = "SERVERLESS_LIFELINE";

    /// <summary>How the process before this one died, as JSON.</summary>
    public const string LastDeathVariable = "SERVERLESS_LAST_DEATH";

    public static bool IsChild { get; } = TakeLifeline();

    public static ProcessDeath? LastDeath =>
        Environment.GetEnvironmentVariable(LastDeathVariable) is { Length: > 0 } json ? JsonSerializer.Deserialize<ProcessDeath>(json, ExecutionJson.Options) : null;

    /// <summary>For a child: it is about to work on units. What ends it before is no unit's doing, and would end the next one too.</summary>
    public static void Begun() => DeathNote.Begun();

    /// <summary>The first line on the lifeline.</summary>
    public static string ReadFirstLine()
    {
        var line = new List<byte>();
        var input = Lifeline.Input;
        while (input.ReadByte() is >= 0 and not '\n' and var b) line.Add((byte)b);
        return Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>From here on the process ends when its parent does.</summary>
    /// <param name="onCancel">What the parent's word does that the work is to end.</param>
    public static void HoldLifeline(Action? onCancel = null)
    {
        var thread = new Thread(() =>
        {
            // There is one word that a parent says, a line. The end says more: a kill -9 of the parent closes the pipe.
            while (Lifeline.Input.ReadByte() is >= 0 and var b)
            {
                if (b == '\n') onCancel?.Invoke();
            }
            using var own = Process.GetCurrentProcess();
            own.Kill();
        })
        {
            IsBackground = true,
            Name = "lifeline",
        };
        thread.Start();
    }

    /// <summary>Begins the main program of a child. The one who leaves before the result is disposed is user code: the status says so.</summary>
    public static IDisposable? Begin()
    {
        if (!IsChild) return null;
        DeathNote.Leave();
        var departure = new Departure();
        AppDomain.CurrentDomain.ProcessExit += departure.OnExit;
        return departure;
    }

    // Programs that user code starts have no parent here.
    private static bool TakeLifeline()
    {
        var isChild = Environment.GetEnvironmentVariable(LifelineVariable) is not null;
        Environment.SetEnvironmentVariable(LifelineVariable, null);
        return isChild;
    }

    private static class Lifeline
    {
        public static readonly Stream Input = Console.OpenStandardInput();
    }

    private sealed class Departure : IDisposable
    {
        // Two tasks may leave at once: the status of the last one would be the process's.
        public void OnExit(object? sender, EventArgs e) => ProcessExit.Now(ExitStatus.LeftEarly);

        public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnExit;
    }
}
