
namespace Serverless.Durable.Conformance.Kit;

/// <summary>The entity that most tests use: a number that can be added to, read, refused and deleted.</summary>
public sealed class Counter : Entity<Counter.Total>
{
    public sealed record Total(int Value);

    protected override Total Create(EntityId id) => new(0);

    protected override Total? Run(EntityOperation operation, Total state)
    {
        switch (operation.Name)
        {
            case "add":
                var next = new Total(state.Value + operation.GetInput<int>());
                operation.Return(next.Value);
                return next;
            case "get":
                operation.Return(state.Value);
                return state;
            case "delete":
                return null;
            default:
                throw new InvalidOperationException($"The counter does not know '{operation.Name}'.");
        }
    }
}
