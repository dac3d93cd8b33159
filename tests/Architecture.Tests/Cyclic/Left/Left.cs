namespace Serverless.Architecture.Tests.Cyclic.Left;

/// <summary>Uses the right one, in a signature.</summary>
internal sealed record Left(Right.Right? Other);
