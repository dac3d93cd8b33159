namespace Serverless.Tables.Functions;

/// <summary>A function on one instance, and the exception of its last failure: DuckDB carries errors as text only.</summary>
internal sealed class BoundFunction(ScalarFunction function)
{
    private Exception? _failure;

    public ScalarFunction Function => function;

    public void KeepFailure(Exception problem) => Interlocked.CompareExchange(ref _failure, problem, null);

    /// <summary>The exception, once.</summary>
    public Exception? TakeFailure() => Interlocked.Exchange(ref _failure, null);

    public string Describe(Exception problem) => $"{Prefix}{problem.GetType().Name}: {MessageOf(problem)}";

    /// <summary>What an exception says. One of user code's own may throw when it is asked, and nothing may leave a callback.</summary>
    public static string MessageOf(Exception problem)
    {
        try
        {
            return problem.Message ?? "";
        }
        catch (Exception e)
        {
            return $"(its message throws {e.GetType().Name})";
        }
    }

    public bool Raised(string message) => message.StartsWith(Prefix, StringComparison.Ordinal);

    private string Prefix => $"{function.Name}: ";
}
