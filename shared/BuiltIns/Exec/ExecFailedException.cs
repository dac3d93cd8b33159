using Serverless.Store.Failures;

namespace Serverless.BuiltIns.Exec;

/// <summary>A program failed.</summary>
internal class ExecFailedException(string message) : Exception(message);

/// <summary>A program failed, and would again.</summary>
internal sealed class ExecFinalException(string message) : ExecFailedException(message), IPermanentTaskError;
