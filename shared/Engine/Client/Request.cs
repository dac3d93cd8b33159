using Serverless.Engine.Dispatch;

namespace Serverless.Engine.Client;

/// <summary>One call of a client: worked out on the dispatcher's thread, answered once what it recorded is durable.</summary>
internal sealed class Request<T>(Func<Hub, T> work) : Input
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override void Execute(Hub hub)
    {
        T result;
        try
        {
            result = work(hub);
        }
        catch (Exception e)
        {
            // A request that is refused says so to its caller, not to the dispatcher; it has recorded nothing yet.
            _answer.TrySetException(e);
            return;
        }
        hub.Batch.After(() => _answer.TrySetResult(result));
        hub.Batch.OnTrouble(e => _answer.TrySetException(e));
    }

    public override bool Refuse(Exception why)
    {
        _answer.TrySetException(why);
        return true;
    }
}
