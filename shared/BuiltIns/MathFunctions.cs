using Serverless.Graph.Functions;

namespace Serverless.BuiltIns;

/// <summary>Arithmetic that every host has: enough to try a graph without writing code.</summary>
internal static class MathFunctions
{
    [TaskFunction(Name = "math.identity", Version = "1")]
    public static object? Identity(object? value) => value;

    [TaskFunction(Name = "math.add", Version = "1")]
    public static long Add(long a, long b) => checked(a + b);

    [TaskFunction(Name = "math.multiply", Version = "1")]
    public static long Multiply(long a, long b) => checked(a * b);

    [TaskFunction(Name = "math.square", Version = "1")]
    public static long Square(long value) => checked(value * value);

    [TaskFunction(Name = "math.isEven", Version = "1")]
    public static bool IsEven(long value) => (value & 1) == 0;
}
