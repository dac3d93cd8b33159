using Serverless.Durable;

namespace Serverless.Logic.Claims;

/// <summary>One of a tenant's shards of claims.</summary>
public sealed class ClaimShardEntity : Entity<ClaimShard>
{
    protected override ClaimShard Create(EntityId id) => new();

    protected override ClaimShard? Run(EntityOperation operation, ClaimShard state)
    {
        var ask = operation.GetInput<ClaimAsk>() ?? throw new InvalidOperationException($"'{operation.Name}' came without a request.");
        var next = state;
        switch (operation.Name)
        {
            case "acquire":
                (next, var acquired) = state.Acquire(ask.Job, ask.Tokens, operation.Now);
                operation.Return(acquired);
                break;
            case "take":
                (next, var taken) = state.Take(ask.Job, ask.From!, ask.Tokens[0], operation.Now);
                operation.Return(taken);
                break;
            case "wait":
                (next, var waits) = state.Wait(ask.Job, ask.Tokens[0], ask.Waiter!);
                operation.Return(waits);
                break;
            case "release":
                (next, var told) = state.Release(ask.Job, ask.Tokens);
                foreach (var waiter in told) operation.SendEvent(waiter.Instance, waiter.Event, true);
                break;
            default:
                throw new InvalidOperationException($"A shard of claims has no operation '{operation.Name}'.");
        }
        return next.Claims.IsEmpty ? null : next;
    }
}
