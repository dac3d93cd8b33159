using System.Globalization;

namespace Serverless.Store.Failures;

/// <summary>Kinds of failure (design.md, section 9). Names are part of the API.</summary>
public enum FailureKind
{
    /// <summary>User code threw, or its SQL failed.</summary>
    UserException,
    Timeout,
    OutOfMemory,
    LostWorker,

    /// <summary>Its unit killed the process twice and was set aside.</summary>
    Poisoned,
    VersionMismatch,
    MissingInput,
    StorageRefused,
    Cancelled,

    /// <summary>A recorded result that it needs is gone or broken: it is made again.</summary>
    LostInput,

    /// <summary>Others changed a dataset after this job had read it to replace it: the job reads it anew, some times.</summary>
    DatasetConflict,
}

/// <summary>What failed, where, why, and what to do: everything that a user needs to act.</summary>
public sealed record TaskFailure
{
    public required FailureKind Kind { get; init; }

    /// <summary>Key of the task: node and index, as in <c>counts[3]</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Function and version.</summary>
    public required string Function { get; init; }

    /// <summary>How often it was tried here.</summary>
    public required int Attempts { get; init; }

    /// <summary>Machine and process.</summary>
    public required string Worker { get; init; }

    /// <summary>What it worked on: blobs, files, elements.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The error and its inner errors, outermost first.</summary>
    public required IReadOnlyList<ErrorDetails> Errors { get; init; }

    /// <summary>The last lines that the task logged.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Memory of the process that ran it, where that is the reason or may be.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>The command that runs this task here again.</summary>
    public required string Rerun { get; init; }

    /// <summary>One sentence.</summary>
    public string Message => $"{Task} failed in {Function}: {Errors[0].Message}";
}

/// <summary>Memory of a process, bytes.</summary>
/// <param name="PeakBytes">The most that it had resident.</param>
/// <param name="LimitBytes">What it may have; null: unlimited.</param>
public sealed record MemoryUse(long PeakBytes, long? LimitBytes);

/// <summary>One error of a chain.</summary>
/// <param name="Type">Of the exception.</param>
/// <param name="Message">For people.</param>
/// <param name="Stack">Where user code was; null where none of it threw.</param>
public sealed record ErrorDetails(string Type, string Message, string? Stack)
{
    /// <summary>Where the platform was, for those who develop it, when no code of a user threw: then the message tells users everything.</summary>
    public string? Trace { get; init; }

    // Of what user code says, and of a stack that overflows, the beginning tells; the rest would fill terminals and stores.
    private const int MaxMessage = 8_000;
    private const int MaxStack = 16_000;
    private const int MaxErrors = 8;
    private const int MaxCounted = 1_000;

    /// <summary>Flattens an exception.</summary>
    public static IReadOnlyList<ErrorDetails> Chain(Exception exception)
    {
        var chain = new List<ErrorDetails>();
        var more = 0;
        // Without recursion: user code may have put a million of them into each other.
        var open = new Stack<Exception>([exception]);
        while (more < MaxCounted && open.TryPop(out var e))
        {
            if (chain.Count < MaxErrors) chain.Add(Of(e));
            else more++;
            // What several threw at once is told one after the other.
            if (e is AggregateException several) foreach (var inner in several.InnerExceptions.Reverse()) open.Push(inner);
            else if (e.InnerException is { } inner) open.Push(inner);
        }
        if (more > 0) chain.Add(new ErrorDetails("...", string.Create(CultureInfo.InvariantCulture, $"and {more:N0}{(more == MaxCounted ? " or more" : "")} others inside of these"), null));
        return chain;
    }

    private static ErrorDetails Of(Exception e)
    {
        var details = new ErrorDetails(ErrorText.NameOf(e), Cut(ErrorText.MessageOf(e), MaxMessage), ErrorText.StackOf(e) is { } stack ? Cut(stack, MaxStack) : null);
        return details.Stack is null || UserCode.Threw(e) ? details : details with { Stack = null, Trace = details.Stack };
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, most)}... (the first {most:N0} of {text.Length:N0} characters)");
}
