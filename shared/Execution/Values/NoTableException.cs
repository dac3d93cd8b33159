using Serverless.Store.Failures;

namespace Serverless.Execution.Values;

/// <summary>A value stands where a table is wanted and cannot become one, or the other way round: the same the next time.</summary>
internal sealed class NoTableException(string message) : InvalidOperationException(message), IPermanentTaskError;
