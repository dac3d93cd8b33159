namespace Serverless.Architecture.Tests.Cyclic.Right;

/// <summary>Uses the left one, in code alone.</summary>
internal static class Maker
{
    public static object Make() => new Left.Left(null);
}

/// <summary>What the left one names.</summary>
internal sealed record Right;
