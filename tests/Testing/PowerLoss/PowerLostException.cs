namespace Serverless.Testing.PowerLoss;

/// <summary>The machine is off: no operation is done any more.</summary>
public sealed class PowerLostException() : Exception("The power is off.");
