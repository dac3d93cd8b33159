using System.Text.Json;
using Microsoft.DurableTask;

namespace Serverless.Durable.DurableTask;

/// <summary>
/// Our flat failure record inside the one field of Durable Task's that arrives everywhere: the message. People read the beginning, programs the record
/// behind the mark. Types of exceptions do not cross: older extensions turn them into "(unknown)" and cut messages at ": ".
/// </summary>
internal static class FailureText
{
    private const string Mark = " #failure=";

    // A history row holds 64 KB of UTF-16; half of it is left to what Durable Task adds.
    private const int MaxBytes = 12 * 1024;

    public static string Write(FailureDetails failure) => failure.Message + Mark + JsonSerializer.Serialize(Bounded(failure), DurableJson.Options);

    /// <summary>The record; made from what Durable Task says where our code did not fail itself (a lost host, a missing function, a terminated child).</summary>
    public static FailureDetails Read(TaskFailureDetails? details)
    {
        if (details is null) return new FailureDetails("Terminated", "It was terminated.");
        return Find(details.ErrorMessage)
            ?? Find($"{details.ErrorType}: {details.ErrorMessage}")
            ?? new FailureDetails(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure is { } inner ? Read(inner) : null);
    }

    /// <summary>Whether our code failed, and not what runs it.</summary>
    public static bool HasRecord(TaskFailureDetails details) => details.ErrorMessage.Contains(Mark, StringComparison.Ordinal) || details.ErrorType.Contains(Mark, StringComparison.Ordinal);

    private static FailureDetails? Find(string text)
    {
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        if (at < 0) return null;
        try
        {
            return JsonSerializer.Deserialize<FailureDetails>(text.AsSpan(at + Mark.Length), DurableJson.Options);
        }
        catch (JsonException)
        {
            // Somebody cut the text: what is readable of it is better than nothing.
            return new FailureDetails("(unknown)", text[..at]);
        }
    }

    private static FailureDetails Bounded(FailureDetails failure)
    {
        foreach (var (depth, characters) in new[] { (FailureDetails.MaxDepth, 2_000), (4, 500), (2, 200), (1, 0) })
        {
            var smaller = Cut(failure, depth, characters);
            if (JsonSerializer.SerializeToUtf8Bytes(smaller, DurableJson.Options).Length <= MaxBytes) return smaller;
        }
        return failure with { StackTrace = null, Inner = null };
    }

    private static FailureDetails Cut(FailureDetails failure, int depth, int stack) => failure with
    {
        StackTrace = failure.StackTrace is { } text && stack > 0 ? text[..Math.Min(text.Length, stack)] : null,
        Inner = failure.Inner is { } inner && depth > 0 ? Cut(inner, depth - 1, stack) : null,
    };
}

/// <summary>Tells Durable Task that an orchestration or an entity's operation failed; its message carries the flat record.</summary>
internal sealed class CrossingException(FailureDetails failure) : Exception(FailureText.Write(failure));
