using Serverless.Store.Failures;

namespace Serverless.Execution.Tasks;

/// <summary>An argument of a built-in is wrong, or this host does not do what it asks for. Trying again gives the same.</summary>
internal sealed class ArgumentRefusedException(string message) : Exception(message), IPermanentTaskError;
