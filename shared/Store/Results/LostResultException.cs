using Serverless.Store.Failures;

namespace Serverless.Store.Results;

/// <summary>
/// A recorded result is gone or broken. It was taken out of the ledger before this is thrown: planning again makes it again. No fault of the task that needed it.
/// </summary>
public sealed class LostResultException(string message, Exception? inner = null) : Exception(message, inner), IPermanentTaskError;
