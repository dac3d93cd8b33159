using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.Orchestrations;

/// <summary>A task of the orchestrator that a message will complete.</summary>
internal interface IPending
{
    void Complete(string? result);

    void Fail(FailureDetails failure);

    void Cancel(CancellationToken token);
}

/// <param name="action">What asked; null: an event.</param>
internal sealed class Pending<T>(AwaitedAction? action) : TaskCompletionSource<T?>, IPending
{
    public void Complete(string? result)
    {
        T? value;
        try
        {
            value = DurableJson.Read<T>(result);
        }
        catch (System.Text.Json.JsonException e)
        {
            SetException(e);
            return;
        }
        SetResult(value);
    }

    public void Fail(FailureDetails failure) => SetException(Wrap(failure));

    public void Cancel(CancellationToken token) => SetCanceled(token);

    /// <summary>The exception that the code sees.</summary>
    private Exception Wrap(FailureDetails failure) => action switch
    {
        CallActivity call => new ActivityFailedException(call.Name, failure),
        CallOrchestration call => new SubOrchestrationFailedException(call.Instance, failure),
        CallEntity call => new EntityFailedException(call.Entity, call.Operation, failure),
        _ => throw new InvalidOperationException("Timers and events do not fail."),
    };
}
