using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>User code that uses the console as if it had one.</summary>
public static class TalkFunctions
{
    [TaskFunction(Name = "talk.say", Version = "1")]
    public static long Say(long value)
    {
        Console.WriteLine($"saying {value}");
        return value;
    }

    /// <returns>How long the line was that somebody typed; -1: no one types.</returns>
    [TaskFunction(Name = "talk.ask", Version = "1")]
    public static long Ask(long value) => Console.ReadLine()?.Length ?? -value;
}
