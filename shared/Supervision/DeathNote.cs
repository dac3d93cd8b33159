using System.Text.Json;
using Serverless.Native.Files;
using Serverless.Store.Failures;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>What a process tells of the exception that ends it, for the process that started it: a signal says that it died, and not of what.</summary>
/// <param name="Path">A file that is there only after such a death.</param>
internal sealed record DeathNote(string Path)
{
    /// <summary>Where a child writes its own.</summary>
    public const string Variable = "SERVERLESS_DEATH_NOTE";

    // It travels in the environment of the next process.
    private const int MaxText = 2_000;

    private const string BegunSuffix = "-begun";

    private static string? _own;

    public static DeathNote New() => new(ScratchFolder.NewNote());

    /// <summary>For a child: an exception that is not caught is written down before it ends the process.</summary>
    public static void Leave()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        Environment.SetEnvironmentVariable(Variable, null);
        _own = path;
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            if (e.ExceptionObject is Exception error) Write(path, error);
        };
    }

    /// <summary>For a child: it is about to work on units. What ends it before is no unit's doing.</summary>
    public static void Begun()
    {
        if (_own is not { } path) return;
        try
        {
            File.WriteAllBytes(path + BegunSuffix, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then a death counts as one from before, and fewer are tried.
        }
    }

    /// <summary>Whether the process had begun to work, told once.</summary>
    public bool TakeBegun()
    {
        try
        {
            if (!File.Exists(Path + BegunSuffix)) return false;
            File.Delete(Path + BegunSuffix);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Reads it, once.</summary>
    /// <returns>Null when there is none.</returns>
    public IReadOnlyList<ErrorDetails>? Take()
    {
        try
        {
            if (!File.Exists(Path)) return null;
            var errors = JsonSerializer.Deserialize<IReadOnlyList<ErrorDetails>>(File.ReadAllBytes(Path), ExecutionJson.Options);
            File.Delete(Path);
            return errors;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // It died while it wrote. The signal is known.
            return null;
        }
    }

    private static void Write(string path, Exception error)
    {
        try
        {
            File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(ErrorDetails.Chain(error).Select(e => new ErrorDetails(e.Type, Cut(e.Message), e.Stack is { } stack ? Cut(stack) : null)), ExecutionJson.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or OutOfMemoryException)
        {
            // The process is at its end; what it dies of must not become another thing.
        }
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + "...";
}
