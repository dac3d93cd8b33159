using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;

namespace Serverless.Azure.Tests.Conformance;

/// <summary>Durable Task over its in-memory hub; its clock is the system's.</summary>
public sealed class EmulatedFixture : DurableFixture
{
    private readonly ReopenableHub _hub = new();

    public override TimeProvider Time => TimeProvider.System;

    public override bool MovesClock => false;

    public override Task Pass(TimeSpan time) => Task.Delay(time, Time);

    // The engine lives on: its worker is another process.
    public override void DieInOperation() => throw new InvalidOperationException(WorkerDeath.Mark);

    public override Task ReviveAsync(DurableRegistry registry) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _hub.Dispose();
    }

    protected override Task<IDurableEngine> OpenAsync(DurableRegistry registry) => Task.FromResult<IDurableEngine>(new DurableTaskEngine(registry, _hub, _hub));
}
