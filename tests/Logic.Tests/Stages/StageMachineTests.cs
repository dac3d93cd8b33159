using Serverless.Jobs;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Logic.Tests.Stages;

public sealed class StageMachineTests
{
    private static StageMachine Create(int window, OnError onError, params OrdinalRange[][] needs) =>
        new(new StageGraph(needs), new StageRules { Window = window, OnError = onError, MaxAttempts = 3 });

    private static List<(int Item, int Attempt)> Starts(IEnumerable<StageCommand> commands) =>
        [.. commands.OfType<StageCommand.Start>().Select(s => (s.Item, s.Attempt))];

    [Fact]
    public void Started_ItemsWithoutNeeds_StartInOrderWithinTheWindow()
    {
        var machine = Create(2, OnError.Stop, [], [], []);

        Assert.Equal([(0, 1), (1, 1)], Starts(machine.Apply(new StageEvent.Started())));
        Assert.Equal([(2, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done))));
    }

    [Fact]
    public void ItemEnded_LastNeedDone_StartsTheDependent()
    {
        var machine = Create(4, OnError.Stop, [], [], [0, 1]);
        machine.Apply(new StageEvent.Started());

        Assert.Empty(Starts(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done))));
        Assert.Equal([(2, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done))));
        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(2, 1, UnitEnd.Done)).Single());
        Assert.True(end.Outcome.Succeeded);
    }

    [Fact]
    public void ItemEnded_Lost_IsTriedAgainUntilAttemptsAreUsedUp()
    {
        var machine = Create(1, OnError.Stop, [[]]);
        machine.Apply(new StageEvent.Started());

        Assert.Equal([(0, 2)], Starts(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Lost))));
        Assert.Equal([(0, 3)], Starts(machine.Apply(new StageEvent.ItemEnded(0, 2, UnitEnd.Lost))));
        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(0, 3, UnitEnd.Lost)).Single());
        Assert.Equal(1, end.Outcome.Failed);
    }

    [Fact]
    public void ItemEnded_FailedWithStop_LetsRunningItemsEndAndStartsNothing()
    {
        var machine = Create(2, OnError.Stop, [], [], []);
        machine.Apply(new StageEvent.Started());

        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Failed)));
        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done)).Single());
        Assert.Equal(new StageOutcome(1, 1, 0, 1, false), end.Outcome);
    }

    [Fact]
    public void ItemEnded_Split_LetsRunningItemsEndAndLeavesTheRestToTheNextPlan()
    {
        var machine = Create(3, OnError.Stop, [], [], [], [], [0]);
        machine.Apply(new StageEvent.Started());

        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Split)));
        // What is lost meanwhile is planned anew with the rest, instead of failing the stage.
        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Lost)));
        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(2, 1, UnitEnd.Done)).Single());
        Assert.Equal(new StageOutcome(1, 0, 0, 3, false) { Split = 1 }, end.Outcome);
        Assert.True(end.Outcome is { IsSplit: true, Succeeded: false });
    }

    [Fact]
    public void ItemEnded_FailedBesideASplit_FailsTheStage()
    {
        var machine = Create(2, OnError.Stop, [], []);
        machine.Apply(new StageEvent.Started());
        machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Split));

        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Failed)).Single());

        Assert.False(end.Outcome.IsSplit);
        Assert.Equal(1, end.Outcome.Failed);
    }

    [Fact]
    public void Started_LimitedGroup_OthersPassAndItsNextStartsWhenOneEnded()
    {
        int[] limited = [0], free = [];
        var machine = new StageMachine(
            new StageGraph([[], [], [], []]), new StageRules { Window = 4, Limits = new StageLimits([1], [limited, limited, free, limited]) });

        Assert.Equal([(0, 1), (2, 1)], Starts(machine.Apply(new StageEvent.Started())));
        Assert.Equal([(1, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done))));
        // Lost: it is tried again before those that come later.
        Assert.Equal([(1, 2)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Lost))));
        Assert.Equal([(3, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 2, UnitEnd.Done))));
    }

    [Fact]
    public void ItemEnded_FailedWithContinue_SkipsWhatDependsOnItOnly()
    {
        var machine = Create(4, OnError.Continue, [], [], [0], [2], [1]);
        machine.Apply(new StageEvent.Started());

        machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Failed));
        Assert.Equal(ItemStatus.Skipped, machine.StatusOf(3));
        Assert.Equal([(4, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done))));
        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(4, 1, UnitEnd.Done)).Single());
        Assert.Equal(new StageOutcome(2, 1, 2, 0, false), end.Outcome);
    }

    [Fact]
    public void ItemEnded_Repeated_ChangesNothing()
    {
        var machine = Create(1, OnError.Stop, [], [0]);
        machine.Apply(new StageEvent.Started());
        machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done));

        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done)));
        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Failed)));
        Assert.Equal(ItemStatus.Running, machine.StatusOf(1));
    }

    [Fact]
    public void CancelRequested_NothingRuns_Ends()
    {
        var machine = Create(1, OnError.Stop, [], []);
        machine.Apply(new StageEvent.Started());
        machine.Apply(new StageEvent.CancelRequested());

        var end = Assert.IsType<StageCommand.End>(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done)).Single());
        Assert.True(end.Outcome.Cancelled);
        Assert.Equal(1, end.Outcome.Abandoned);
    }

    [Fact]
    public void Apply_ItemThatNeverStarted_ThrowsWithItsStory()
    {
        var machine = Create(1, OnError.Stop, [], [0]);
        machine.Apply(new StageEvent.Started());

        var error = Assert.Throws<InvalidOperationException>(() => machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done)));
        Assert.Contains("item 1 is Waiting and had 0 attempts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StageGraph_NeedOfALaterItem_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new StageGraph([[1], []]));

    [Fact]
    public void StageGraph_NeedNamedTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new StageGraph([[], [], [new(0, 1), 1]]));

    /// <summary>Thousands before thousands, twice: with an edge for each pair this would take gigabytes and minutes.</summary>
    [Fact]
    public void Apply_ItemsThatAllNeedAll_TakesStepsAndMemoryByTheItem()
    {
        const int Each = 20_000;
        OrdinalRange[][] needs = [.. Enumerable.Range(0, 3 * Each).Select(item => item < Each ? [] : new OrdinalRange[] { new(0, (item / Each * Each) - 1) })];
        var graph = new StageGraph(needs);
        Assert.InRange(Enumerable.Range(0, graph.SpanCount).Sum(span => graph.WaitersOf(span).Length), Each, 3 * Each * 32);
        var machine = new StageMachine(graph, new StageRules { Window = 8 });
        var running = new Queue<StageCommand.Start>(machine.Apply(new StageEvent.Started()).OfType<StageCommand.Start>());
        var (ended, next) = ((StageOutcome?)null, 0);
        while (running.TryDequeue(out var start))
        {
            Assert.Equal(next++, start.Item);
            foreach (var command in machine.Apply(new StageEvent.ItemEnded(start.Item, start.Attempt, UnitEnd.Done)))
            {
                if (command is StageCommand.Start more) running.Enqueue(more);
                else ended = ((StageCommand.End)command).Outcome;
            }
        }
        Assert.Equal(3 * Each, ended!.Done);
    }

    [Fact]
    public void ItemEnded_FailedBeforeABarrierWithContinue_SkipsAllBehindIt()
    {
        const int Each = 5_000;
        var machine = new StageMachine(
            new StageGraph([.. Enumerable.Range(0, 2 * Each).Select(item => item < Each ? [] : new OrdinalRange[] { new(0, Each - 1) })]), new StageRules { Window = 2 * Each, OnError = OnError.Continue });
        machine.Apply(new StageEvent.Started());

        machine.Apply(new StageEvent.ItemEnded(7, 1, UnitEnd.Failed));

        Assert.Equal((Each, Each - 1), (machine.CountOf(ItemStatus.Skipped), machine.CountOf(ItemStatus.Running)));
    }

    /// <summary>All of one group, of which one runs at a time: each end lets one other try, and not all of them.</summary>
    [Fact]
    public void Apply_ManyItemsOfOneLimitedGroup_StartInOrderOneAfterTheOther()
    {
        const int Count = 20_000;
        var group = new[] { 0 };
        var machine = new StageMachine(
            new StageGraph([.. Enumerable.Range(0, Count).Select(_ => Array.Empty<OrdinalRange>())]),
            new StageRules { Window = 4, Limits = new StageLimits([1], [.. Enumerable.Range(0, Count).Select(_ => group)]) });
        var commands = machine.Apply(new StageEvent.Started());
        for (var item = 0; item < Count; item++)
        {
            Assert.Equal([(item, 1)], Starts(commands));
            commands = machine.Apply(new StageEvent.ItemEnded(item, 1, UnitEnd.Done));
        }
        Assert.IsType<StageCommand.End>(commands.Single());
    }

    /// <summary>Who waits for a second group must not keep those out that the first one has room for.</summary>
    [Fact]
    public void ItemEnded_NextOfItsGroupWaitsForAnother_TheOneBehindItStarts()
    {
        int[] a = [0], b = [1], both = [0, 1];
        var machine = new StageMachine(
            new StageGraph([[], [], [], []]), new StageRules { Window = 4, Limits = new StageLimits([1, 1], [a, b, both, a]) });

        Assert.Equal([(0, 1), (1, 1)], Starts(machine.Apply(new StageEvent.Started())));
        Assert.Equal([(3, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(0, 1, UnitEnd.Done))));
        Assert.Empty(machine.Apply(new StageEvent.ItemEnded(3, 1, UnitEnd.Done)));
        Assert.Equal([(2, 1)], Starts(machine.Apply(new StageEvent.ItemEnded(1, 1, UnitEnd.Done))));
    }
}
