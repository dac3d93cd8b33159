using Serverless.Durable;

namespace Serverless.Engine.Orchestrations;

/// <summary>A task of the orchestrator that a message will complete.</summary>
internal interface IPending
{
    void Complete(string? result);

    void Fail(FailureDetails failure);

    void Cancel(CancellationToken token);
}

/// <param name="wrap">Makes the exception that the code sees.</param>
internal sealed class Pending<T>(Func<FailureDetails, Exception> wrap) : TaskCompletionSource<T?>, IPending
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

    public void Fail(FailureDetails failure) => SetException(wrap(failure));

    public void Cancel(CancellationToken token) => SetCanceled(token);
}
