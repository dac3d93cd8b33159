using Serverless.Activities.Stages;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Semaphores.State;

namespace Serverless.Activities.Tests.Stages;

public sealed class JoinedUnitsTests
{
    private static readonly ActivityContext Block = new(new InstanceId("acme~job:s0:b0"), "RunUnit");
    private static readonly UnitRequest Unit = new(new JobKey("acme", "job"), 0, "plans/p", 5, 1);

    [Fact]
    public async Task RunAsync_ACallThatWasSentTwice_RunsOnceAndAnswersBoth()
    {
        var (units, gate) = Gated();
        var first = units.RunAsync(Block, Unit, CancellationToken.None);
        // As from another message: equal, and not the same object.
        var second = units.RunAsync(Block, Unit with { Leases = [] }, CancellationToken.None);
        gate.Open();

        Assert.Same(await first, await second);
        Assert.Equal(1, gate.Calls);
    }

    [Fact]
    public async Task RunAsync_ACallThatFails_FailsBoth()
    {
        var (units, gate) = Gated();
        var first = units.RunAsync(Block, Unit, CancellationToken.None);
        var second = units.RunAsync(Block, Unit with { Leases = [] }, CancellationToken.None);
        gate.Fail();

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
    }

    // Another attempt, a second run beside the first, other leases, another block: none of them is the same call.
    [Fact]
    public async Task RunAsync_OtherCalls_RunBeside()
    {
        var (units, gate) = Gated();
        var all = new[] { Unit, Unit with { Attempt = 2 }, Unit with { IsSpeculative = true }, Unit with { Unit = 6 }, Unit with { Leases = [new Grant("erp-db", "r", [], TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)] } }
            .Select(u => units.RunAsync(Block, u, CancellationToken.None))
            .Append(units.RunAsync(new ActivityContext(new InstanceId("acme~job:s0:b1"), "RunUnit"), Unit, CancellationToken.None))
            .ToList();
        gate.Open();

        Assert.Equal(6, (await Task.WhenAll(all)).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(6, gate.Calls);
    }

    [Fact]
    public async Task RunAsync_AfterTheFirstHasEnded_RunsAgain()
    {
        var (units, gate) = Gated();
        gate.Open();
        await units.RunAsync(Block, Unit, CancellationToken.None);
        await units.RunAsync(Block, Unit, CancellationToken.None);

        Assert.Equal(2, gate.Calls);
    }

    private static (JoinedUnits Units, GatedUnits Gate) Gated()
    {
        var gate = new GatedUnits();
        return (new JoinedUnits(gate), gate);
    }

    private sealed class GatedUnits : Activity<UnitRequest, UnitReport>
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => _calls;

        public void Open() => _gate.SetResult();

        public void Fail() => _gate.SetException(new InvalidOperationException("lost"));

        public override async Task<UnitReport> RunAsync(ActivityContext context, UnitRequest input, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await _gate.Task.WaitAsync(cancellationToken);
            return new UnitReport { Status = UnitEnd.Done, Totals = StageTotals.Zero, Seconds = 0, Node = "n" };
        }
    }
}
