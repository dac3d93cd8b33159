namespace Serverless.Embedded.Tests.Faults;

/// <summary>A life of a host does not come to its end: not a death that the next life mends.</summary>
internal sealed class StuckLifeException(string message) : Exception(message);
