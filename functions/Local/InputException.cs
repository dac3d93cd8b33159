namespace Serverless.Local;

/// <summary>What the user gave is wrong; the message says how to mend it. Exit status 2.</summary>
internal sealed class InputException(string message) : Exception(message);
