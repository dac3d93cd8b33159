using Serverless.Graph.Functions;

namespace Serverless.TestFunctions.Fixed;

/// <summary>The functions that fail in tests/Local.Tests, mended and not raised in version. Their results show which code made them.</summary>
public static class BrittleFunctions
{
    [TaskFunction(Name = "brittle.scale", Version = "1")]
    public static long Scale(long value) => value * 1000;

    [TaskFunction(Name = "brittle.sum", Version = "1")]
    public static long Sum(long left, long right) => left + right;
}
