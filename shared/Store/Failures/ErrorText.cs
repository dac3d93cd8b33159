namespace Serverless.Store.Failures;

/// <summary>What an exception says, read with care: message and stack of user code's own exceptions are user code, which may throw in its turn or say nothing.</summary>
public static class ErrorText
{
    public static string NameOf(Exception error) => error.GetType().FullName ?? error.GetType().Name;

    public static string MessageOf(Exception error) => Read(error, nameof(Exception.Message), static e => e.Message) ?? "(it has no message)";

    public static string? StackOf(Exception error) => Read(error, nameof(Exception.StackTrace), static e => e.StackTrace);

    private static string? Read(Exception error, string what, Func<Exception, string?> read)
    {
        try
        {
            return read(error);
        }
        catch (Exception e)
        {
            // Whatever it is: what failed is the task, and what its exception does when it is asked is one more thing to tell.
            return $"({what} of {NameOf(error)} throws {NameOf(e)})";
        }
    }
}
