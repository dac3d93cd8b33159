using Serverless.Execution.Units;

namespace Serverless.Execution.Functions.Exec;

/// <summary>A program failed.</summary>
internal class ExecFailedException(string message) : Exception(message);

/// <summary>A program failed, and would again.</summary>
internal sealed class ExecFinalException(string message) : ExecFailedException(message), IUnretriable;
