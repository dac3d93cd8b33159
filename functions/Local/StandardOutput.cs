using Serverless.Supervision;

namespace Serverless.Local;

/// <summary>
/// Standard output as scripts read it: results alone. What user code prints goes to standard error, where it is seen and spoils nothing; what it reads is at its end at once,
/// since a child's standard input is its parent's to talk on.
/// </summary>
internal static class StandardOutput
{
    public static TextWriter Out { get; private set; } = Console.Out;

    /// <summary>To be called before any user code runs.</summary>
    public static void Take()
    {
        Out = Console.Out;
        Console.SetOut(Console.Error);
        if (SupervisedProcess.IsChild) Console.SetIn(TextReader.Null);
    }
}
