namespace Serverless.Local.Isolation;

/// <summary>The process of an isolated unit was told to stop from outside: the attempt is lost, and proves nothing.</summary>
internal sealed class UnitStoppedException(string message) : Exception(message);
