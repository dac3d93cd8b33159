namespace Serverless.Durable;

/// <summary>
/// A failure as it crosses process borders: flat text, never a CLR exception.
/// </summary>
/// <param name="ErrorType">Full name of the exception's type, or a name of our own.</param>
/// <param name="Message">The message, as the thrower wrote it.</param>
/// <param name="StackTrace">The stack where it was thrown; null when there is none.</param>
/// <param name="Inner">The inner failure; null when there is none.</param>
/// <param name="IsRetriable">False: no retry policy may try again (the input is wrong; trying again gives the same).</param>
public sealed record FailureDetails(string ErrorType, string Message, string? StackTrace = null, FailureDetails? Inner = null, bool IsRetriable = true)
{
    /// <summary>Levels of inner exceptions that are kept.</summary>
    public const int MaxDepth = 8;

    /// <summary>Characters of a message or stack that are kept, so that a failure fits a payload.</summary>
    public const int MaxText = 2_000;

    /// <summary>Flattens an exception. A <see cref="DurableFailureException"/> hands over what it carries.</summary>
    public static FailureDetails From(Exception exception) => From(exception, 0);

    private static FailureDetails From(Exception exception, int depth)
    {
        if (exception is AggregateException { InnerExceptions.Count: 1 } aggregate) return From(aggregate.InnerExceptions[0], depth);
        var inner = exception is DurableFailureException durable ? durable.Failure : exception.InnerException is { } e && depth < MaxDepth ? From(e, depth + 1) : null;
        return new FailureDetails(
            exception.GetType().FullName ?? exception.GetType().Name,
            Cut(Read(exception, static e => e.Message) ?? "(it has no message)")!,
            Cut(Read(exception, static e => e.StackTrace)),
            inner,
            exception is not INonRetriable && inner?.IsRetriable != false);
    }

    // An exception of somebody else's code may throw when it is asked: the failure is to be told all the same.
    private static string? Read(Exception exception, Func<Exception, string?> read)
    {
        try
        {
            return read(exception);
        }
        catch (Exception e)
        {
            return $"(it throws {e.GetType().FullName} when it is asked)";
        }
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? string.Concat(text.AsSpan(0, MaxText), " …") : text;
}

/// <summary>Marks an exception after which trying again is pointless.</summary>
#pragma warning disable CA1040 // A marker: exceptions of any base class can carry it.
public interface INonRetriable;
#pragma warning restore CA1040
