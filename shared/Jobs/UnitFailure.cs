using Serverless.Durable;

namespace Serverless.Jobs;

/// <summary>A failure in one line, small enough for a payload.</summary>
/// <param name="Task">Key of the first task that failed.</param>
/// <param name="Kind">Its kind (design.md, section 9).</param>
/// <param name="Message">Cut to 500 characters.</param>
/// <param name="Blob">Where the whole failure is.</param>
public sealed record UnitFailure(string Task, string Kind, string Message, string? Blob)
{
    /// <summary>Characters of a message that travel in payloads.</summary>
    public const int MaxMessage = 500;

    /// <summary>The kind of a failure that planning again mends: a recorded result is gone.</summary>
    public const string LostInput = "lostInput";

    /// <summary>The kind of a failure that reading datasets anew mends: others changed what this job replaces.</summary>
    public const string DatasetConflict = "datasetConflict";

    /// <summary>The last attempt ended without a word from the worker that made it.</summary>
    public static UnitFailure Lost(string what, int attempts, FailureDetails failure)
    {
        var message = $"{what}: all {attempts} attempts were lost. The last one: {failure.Message}";
        return new UnitFailure(what, "lostWorker", message.Length > MaxMessage ? message[..MaxMessage] : message, null);
    }
}
