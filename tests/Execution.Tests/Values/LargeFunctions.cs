using Serverless.Graph.Functions;

namespace Serverless.Execution.Tests.Values;

/// <summary>Functions that give and take large values.</summary>
public static class LargeFunctions
{
    public const int Length = 3_000_000;

    [TaskFunction(Name = "large.make", Version = "1")]
    public static string Make(long seed) => new((char)('a' + seed), Length);

    /// <summary>The same text for all numbers of one parity.</summary>
    [TaskFunction(Name = "large.parity", Version = "1")]
    public static string Parity(long number) => Make(number % 2);

    [TaskFunction(Name = "large.count", Version = "1")]
    public static long Count(long number, string text) => text.Length + number;

    [TaskFunction(Name = "large.length", Version = "1")]
    public static long LengthOf(string text) => text.Length;
}
