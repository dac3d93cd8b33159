using Serverless.Graph.Functions;

namespace Serverless.Local.Tests.Functions;

/// <summary>Code with a fault. tests/TestFunctions.Fixed has it mended, under the same versions.</summary>
public static class BrittleFunctions
{
    [TaskFunction(Name = "brittle.scale", Version = "1")]
    public static long Scale(long value) => value == 2 ? throw new InvalidOperationException("two is one too many") : value * 10;

    [TaskFunction(Name = "brittle.sum", Version = "1")]
    public static long Sum(long left, long right) => left + right;
}
