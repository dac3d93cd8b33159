using Serverless.Durable;

namespace Serverless.Semaphores.Tests.Kit;

/// <summary>An entity on an engine that loses messages which no one waits for, and repeats operations: what Durable Task does when workers die.</summary>
/// <param name="code">The entity.</param>
/// <param name="times">How often each operation runs; its last answer counts.</param>
/// <param name="loses">Which of its events and signals to others never arrive.</param>
internal sealed class UnreliableEntity(IEntity code, int times, Func<string, bool> loses) : IEntity
{
    public void Run(EntityOperation operation)
    {
        for (var time = 0; time < times; time++) code.Run(new Lossy(operation, loses));
    }

    private sealed class Lossy(EntityOperation inner, Func<string, bool> loses) : EntityOperation
    {
        public override EntityId Id => inner.Id;

        public override string Name => inner.Name;

        public override DateTimeOffset Now => inner.Now;

        public override T? GetInput<T>()
            where T : default => inner.GetInput<T>();

        public override T? GetState<T>()
            where T : default => inner.GetState<T>();

        public override void SetState<T>(T? state)
            where T : default => inner.SetState(state);

        public override void Return<T>(T? value)
            where T : default => inner.Return(value);

        public override void Signal(EntityId entity, string operation, object? input = null, DateTimeOffset? due = null)
        {
            if (!loses(operation)) inner.Signal(entity, operation, input, due);
        }

        public override void SendEvent(InstanceId instance, string name, object? payload = null)
        {
            if (!loses("event")) inner.SendEvent(instance, name, payload);
        }
    }
}
