using FsCheck;
using FsCheck.Fluent;
using Serverless.Jobs;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;
using Serverless.Testing.Properties;

namespace Serverless.Logic.Tests.Stages;

/// <summary>Random graphs, windows and ends of attempts: the validator holds after every event, and every stage ends.</summary>
public sealed class StageMachineProperties
{
    [Fact]
    public void RandomStage_AnyEnds_KeepsInvariantsAndEnds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Run(seed)).Check(FixedSeed.Cases(400));

    // The validator counts who runs.
    private static StageLimits LimitsOf(Random random, int count)
    {
        var groups = random.Next(3);
        return new StageLimits(
            [.. Enumerable.Range(0, groups).Select(_ => random.Next(1, 4))],
            [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, groups).Where(_ => random.Next(2) == 0).ToArray())]);
    }

    private static List<OrdinalRange> Ranges(int[] items)
    {
        var ranges = items.Select(OrdinalRange.FromInt32).ToList();
        OrdinalRange.Merge(ranges);
        return ranges;
    }

    private static bool Run(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(0, 60);
        var needs = Enumerable.Range(0, count)
            .Select(i => Enumerable.Range(0, i).Where(_ => random.Next(i % 5 == 0 ? 2 : 8) == 0).ToArray())
            .ToArray();
        var rules = new StageRules { Window = random.Next(1, 9), OnError = random.Next(2) == 0 ? OnError.Stop : OnError.Continue, MaxAttempts = random.Next(1, 4), Limits = LimitsOf(random, count) };
        var machine = new StageMachine(new StageGraph([.. needs.Select(Ranges)]), rules);
        var running = new List<StageCommand.Start>();
        var done = new HashSet<int>();
        StageOutcome? outcome = null;
        Apply(new StageEvent.Started());
        for (var steps = 0; outcome is null; steps++)
        {
            Assert.True(steps < 10_000, "The stage does not end.");
            Assert.NotEmpty(running);
            if (random.Next(200) == 0) Apply(new StageEvent.CancelRequested());
            if (outcome is not null) break;
            var at = random.Next(running.Count);
            var start = running[at];
            running.RemoveAt(at);
            var result = random.Next(60) switch { 0 or 1 => UnitEnd.Failed, < 6 => UnitEnd.Lost, 6 => UnitEnd.Split, _ => UnitEnd.Done };
            if (result == UnitEnd.Done) Assert.True(done.Add(start.Item), "An item was done twice.");
            Apply(new StageEvent.ItemEnded(start.Item, start.Attempt, result));
            // Late and repeated ends of the same attempt change nothing.
            if (random.Next(5) == 0) Apply(new StageEvent.ItemEnded(start.Item, start.Attempt, UnitEnd.Done));
        }
        Assert.Equal(count, outcome.Done + outcome.Failed + outcome.Skipped + outcome.Abandoned + outcome.Split);
        Assert.Equal(done.Count, outcome.Done);
        Assert.Empty(running);
        return true;

        void Apply(StageEvent happened)
        {
            foreach (var command in machine.Apply(happened))
            {
                if (command is StageCommand.Start start)
                {
                    Assert.All(needs[start.Item], need => Assert.Contains(need, done));
                    running.Add(start);
                }
                else
                {
                    outcome = ((StageCommand.End)command).Outcome;
                }
            }
            StageValidator.Check(machine);
        }
    }
}
