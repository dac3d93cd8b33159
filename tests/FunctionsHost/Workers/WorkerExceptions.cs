using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Workers;

/// <summary>The worker died with a call. The Durable extension knows it by this name, as the real host's, and runs what it was doing again.</summary>
public sealed class WorkerProcessExitException(string message) : Exception(message);

/// <summary>What a function of the worker threw, in the form that the Durable extension takes apart.</summary>
internal sealed class FunctionFailedException(Outcome outcome)
    : Exception($"Result: {outcome.Status}\nException: {outcome.Thrown?.Message ?? outcome.Text}\nStack: {outcome.Thrown?.Stack}");
