namespace Serverless.Supervision;

/// <summary>The process of an isolated unit was told to stop from outside: the attempt is lost, and proves nothing.</summary>
public sealed class UnitStoppedException(string message) : Exception(message);
