using System.Text;
using Serverless.Jobs;
using Serverless.Logic.Stages;
using Serverless.Planning.Units;

namespace Serverless.Activities.Tests.Plans;

/// <summary>
/// Real plans of many units: what travels of them fits into payloads, whatever needs whatever, and their orchestrations run through. Each would take minutes
/// or gigabytes if anything grew with units times units.
/// </summary>
public sealed class WidePlanTests
{
    private const string After = """ "n": { "range": { "count": 40000 } }, "a": { "map": "math.square", "over": "n" }, "b": { "map": "math.square", "over": "n", "after": ["a"] } """;
    private const string Beside = """ "n": { "range": { "count": 40000 } }, "a": { "map": "math.square", "over": "n" }, "b": { "map": "test.beside", "over": "n", "args": [{ "$ref": "a" }] } """;

    [Theory]
    [InlineData(After)]
    [InlineData(Beside)]
    public async Task Plan_40000UnitsThatAllNeed40000_FitsAndRunsThrough(string nodes)
    {
        await using var fixture = new PlanFixture();
        await fixture.PlanAsync(nodes, "\"a\", \"b\"");

        Assert.Equal((80_000, 400), (fixture.Plan.Units.Length, fixture.Blocks.Count));
        Assert.All(fixture.Stage.Needs.Skip(200), needs => Assert.Equal(new OrdinalRange(0, 199), Assert.Single(needs)));
        AssertRunsThrough(fixture);
    }

    /// <summary>Each of two thousand calls needs hundreds of others one by one: smaller blocks, and no payload too large.</summary>
    [Fact]
    public async Task Plan_CallsThatNeedHundredsOneByOne_FitsAndHoldsEveryNeed()
    {
        var random = new Random(1);
        var nodes = new StringBuilder();
        for (var i = 0; i < 2000; i++)
        {
            var needs = Enumerable.Range(0, i).Where(_ => random.Next(Math.Max(2, i / 150)) == 0).Select(n => $$"""{ "$ref": "c{{n}}" }""");
            nodes.Append(i == 0 ? "" : ", ").Append($$""" "c{{i}}": { "call": "test.total", "args": [[1{{string.Concat(needs.Select(n => $", {n}"))}}]], "policy": { "retries": 1 } } """);
        }
        await using var fixture = new PlanFixture();
        await fixture.PlanAsync(nodes.ToString(), "\"c1999\"");

        Assert.True(fixture.Blocks.Count > fixture.Plan.Units.Length / UnitPartitioner.MaxBlockUnits);
        AssertRunsThrough(fixture);
    }

    /// <summary>Policies travel too: many groups and semaphores at once, and a name for each unit.</summary>
    [Fact]
    public async Task Plan_UnitsWithManyLimitsAndSemaphores_Fits()
    {
        static string Names(string prefix, int i) => string.Join(", ", Enumerable.Range(0, 12).Select(k => $"\"{prefix}-of-some-length-{((i * 7) + (k * 31)) % 900}\": 1"));
        var nodes = string.Join(", ", Enumerable.Range(0, 1500).Select(
            i => $$""" "c{{i}}": { "call": "math.square", "args": [{{i}}], "policy": { "limits": { {{Names("group", i)}} }, "semaphores": { {{Names("semaphore", i)}} } } } """));
        await using var fixture = new PlanFixture();
        await fixture.PlanAsync(nodes, string.Join(", ", Enumerable.Range(0, 1500).Select(i => $"\"c{i}\"")));

        Assert.Equal(1500, fixture.Blocks.Sum(b => b.Needs.Count));
        Assert.True(fixture.StageParts > 1);
        Assert.Equal(fixture.Blocks.Count, fixture.Stage.Limits!.GroupsOf.Count);
        Assert.All(fixture.Stage.Limits.GroupsOf.SelectMany(g => g), g => Assert.InRange(g, 0, fixture.Stage.Limits.Most.Count - 1));
        AssertRunsThrough(fixture);
    }

    /// <summary>A stage of more blocks than one payload tells.</summary>
    [Fact]
    public async Task Plan_ThousandsOfBlocks_ComeInParts()
    {
        await using var fixture = new PlanFixture();
        await fixture.PlanAsync(
            """ "n": { "range": { "count": 200000 } }, "a": { "map": "math.square", "over": "n" }, "b": { "map": "math.square", "over": "a" } """, "\"a\", \"b\"");

        Assert.Equal(2000, fixture.Stage.Needs.Count);
        Assert.True(fixture.StageParts > 1);
        Assert.All(fixture.Stage.Needs.Skip(1000), needs => Assert.InRange(needs.Sum(n => n.Count), 1, 2));
    }

    /// <summary>200,000 single calls, each on two before it, with a policy on none: pieces of their graph.</summary>
    [Fact]
    public async Task Plan_200000Calls_IsAFewThousandUnitsAndFits()
    {
        var random = new Random(1);
        var nodes = new StringBuilder(""" "c0": { "call": "math.square", "args": [3] } """);
        for (var i = 1; i < 200_000; i++)
            nodes.Append(System.Globalization.CultureInfo.InvariantCulture, $", \"c{i}\": {{ \"call\": \"math.add\", \"args\": [{{ \"$ref\": \"c{i - 1 - random.Next(Math.Min(i, 100))}\" }}, {{ \"$ref\": \"c{i - 1 - random.Next(Math.Min(i, 100))}\" }}] }}");
        await using var fixture = new PlanFixture();
        await fixture.PlanAsync(nodes.ToString(), "\"c199999\"", options: new PlanOptions { Slots = 64 });

        Assert.InRange(fixture.Plan.Units.Length, 1, 4096);
        AssertRunsThrough(fixture);
    }

    // Every block on the machine of the stage, and its units on one of their own: each once, after all that it needs.
    private static void AssertRunsThrough(PlanFixture fixture)
    {
        var done = new bool[fixture.Plan.Units.Length];
        var order = Run(new StageGraph(fixture.Stage.Needs), new StageRules { Window = 4, Limits = fixture.Stage.Limits! });
        Assert.Equal(fixture.Blocks.Count, order.Count);
        foreach (var block in order)
        {
            var layout = fixture.Blocks[block];
            foreach (var unit in Run(new StageGraph(layout.Needs), new StageRules { Window = 8, Limits = layout.Limits ?? StageLimits.None }))
            {
                var at = layout.FirstUnit + unit;
                foreach (var need in fixture.Plan.Units[at].Needs)
                {
                    // A sample of large ones: the ends and what lies between.
                    for (var k = 0; k < need.Count; k += Math.Max(1, need.Count / 8)) Assert.True(done[need.First + k], $"Unit {at} starts before {need.First + k}.");
                    Assert.True(done[need.Last], $"Unit {at} starts before {need.Last}.");
                }
                done[at] = true;
            }
        }
        Assert.DoesNotContain(false, done);
    }

    private static List<int> Run(StageGraph graph, StageRules rules)
    {
        var machine = new StageMachine(graph, rules);
        var running = new Queue<StageCommand.Start>(machine.Apply(new StageEvent.Started()).OfType<StageCommand.Start>());
        var order = new List<int>();
        while (running.TryDequeue(out var start))
        {
            order.Add(start.Item);
            foreach (var command in machine.Apply(new StageEvent.ItemEnded(start.Item, start.Attempt, UnitEnd.Done)))
            {
                if (command is StageCommand.Start next) running.Enqueue(next);
            }
        }
        return order;
    }
}
