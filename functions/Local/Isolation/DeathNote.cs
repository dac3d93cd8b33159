using System.Text.Json;
using Serverless.Execution;
using Serverless.Execution.Failures;

namespace Serverless.Local.Isolation;

/// <summary>What a process tells of the exception that ends it, for whoever started it: a signal says that it died, and not of what.</summary>
/// <param name="Path">A file that is there only after such a death.</param>
internal sealed record DeathNote(string Path)
{
    /// <summary>Where a child writes its own.</summary>
    public const string Variable = "SERVERLESS_DEATH_NOTE";

    // It travels in the environment of the next process.
    private const int MaxText = 2_000;

    public static DeathNote New() => new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"serverless-death-{Guid.NewGuid():N}"));

    /// <summary>For a child: what nobody catches is written down before it ends the process.</summary>
    public static void Leave()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        Environment.SetEnvironmentVariable(Variable, null);
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
        {
            if (e.ExceptionObject is Exception error) Write(path, error);
        };
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
