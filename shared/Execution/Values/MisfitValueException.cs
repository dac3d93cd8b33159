using Serverless.Store.Failures;

namespace Serverless.Execution.Values;

/// <summary>A value is of another kind than what the function takes. Trying again gives the same.</summary>
internal sealed class MisfitValueException(string message) : Exception(message), IPermanentTaskError;
