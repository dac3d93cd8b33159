using System.Text;
using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Calls;

/// <summary>Documents of many single calls.</summary>
public sealed class BundleTests
{
    [Fact]
    public void Create_FewCalls_AreTasksOfTheirOwn() =>
        Assert.Equal(8, Documents.Pipelines(Documents.Parse(Chain(8), "\"c7\""), Documents.Snapshot()).Pipelines.Length);

    /// <summary>A chain is one unit, of however many calls.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(70)]
    public void Create_Chain_IsCarriedTogether(int calls) =>
        Assert.Equal(calls, Assert.Single(Documents.Pipelines(Documents.Parse(Chain(calls), $"\"c{calls - 1}\""), Documents.Snapshot()).Pipelines).Count);

    /// <summary>Few calls may take minutes each: those that can run at the same time stay apart, and are shared with other documents one by one.</summary>
    [Fact]
    public void Create_FewCallsBesideEachOther_AreTasksOfTheirOwn()
    {
        var calls = string.Join(", ", Enumerable.Range(0, 40).Select(i => $$""" "c{{i}}": { "call": "functions.square", "args": [{{i}}] } """));
        var pipelineGraph = Documents.Pipelines(Documents.Parse(calls, string.Join(", ", Enumerable.Range(0, 40).Select(i => $"\"c{i}\""))), Documents.Snapshot());
        var alone = Documents.Pipelines(Documents.Parse(""" "x": { "call": "functions.square", "args": [7] } """, "\"x\""), Documents.Snapshot());

        Assert.Equal(40, pipelineGraph.Pipelines.Length);
        Assert.Equal(alone.Pipelines[0].Token, pipelineGraph.Pipelines[pipelineGraph.StoredBy["c7"].Pipeline].Token);
    }

    /// <summary>Chains beside each other: a unit each, none longer than it has to be.</summary>
    [Fact]
    public void Create_FewChainsBesideEachOther_AreAPieceEach()
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(Chains(6, 5, ""), string.Join(", ", Enumerable.Range(0, 6).Select(i => $"\"c{i}_4\""))), Documents.Snapshot());

        Assert.Equal(6, pipelineGraph.Pipelines.Length);
        Assert.All(pipelineGraph.Pipelines, p => Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{p.Calls[0][..^1]}{i}"), p.Calls));
    }

    /// <summary>What is carried one by one comes branch by branch all the same: on one slot the first branch ends before the second one begins.</summary>
    [Fact]
    public void Create_ChainsOfCallsOfTheirOwn_ComeOneAfterTheOther()
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(Chains(4, 3, """, "policy": { "retries": 1 } """), string.Join(", ", Enumerable.Range(0, 4).Select(i => $"\"c{i}_2\""))), Documents.Snapshot());

        Assert.Equal(Enumerable.Range(0, 4).SelectMany(chain => Enumerable.Range(0, 3).Select(i => $"c{chain}_{i}")), pipelineGraph.Pipelines.Select(p => p.Node));
    }

    // Written level by level, as a loop over all chains writes them.
    private static string Chains(int chains, int calls, string policy) => string.Join(", ", Enumerable.Range(0, calls).SelectMany(i => Enumerable.Range(0, chains).Select(
        chain => $$""" "c{{chain}}_{{i}}": { "call": "functions.square", "args": [{{Before(chain, i)}}]{{policy}} } """)));

    private static string Before(int chain, int i) => i == 0 ? $"{chain}" : $$"""{ "$ref": "c{{chain}}_{{i - 1}}" }""";

    [Fact]
    public void Create_ManyCalls_AreCarriedTogether()
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(Chain(5000), "\"c4999\", \"c7\""), Documents.Snapshot());

        Assert.InRange(pipelineGraph.Pipelines.Length, 1, 50);
        Assert.Equal(5000, pipelineGraph.Pipelines.Sum(p => p.Count));
        var stored = pipelineGraph.StoredBy["c7"];
        Assert.Equal("c7", pipelineGraph.Pipelines[stored.Pipeline].Calls[stored.Part!.Value]);
    }

    [Fact]
    public void Create_CallBehindAMapOfCalls_StaysOut()
    {
        // c10 -> m -> late: a bundle with both ends would wait for itself.
        var document = Documents.Parse(
            Chain(200) + """ , "n": { "range": { "count": 3 } }, "m": { "map": "functions.add", "over": "n", "args": [ { "$ref": "c10" } ] }, "s": { "reduce": "functions.add", "over": "m" }, "late": { "call": "functions.add", "args": [ { "$ref": "s" }, { "$ref": "c199" } ] } """,
            "\"late\"");

        var pipelineGraph = Documents.Pipelines(document, Documents.Snapshot());

        Assert.Null(pipelineGraph.StoredBy["late"].Part);
        Assert.All(pipelineGraph.Pipelines, p => Assert.All(p.Sources.Where(s => s.Pipeline is not null), s => Assert.True(s.Pipeline < p.Ordinal)));
        Assert.Equal(10, pipelineGraph.Pipelines.Single(p => p.Each.Contains("m")).Sources.Single(s => s.IsArgument).Part is { } part ? int.Parse(pipelineGraph.Pipelines[pipelineGraph.StoredBy["c10"].Pipeline].Calls[part][1..], System.Globalization.CultureInfo.InvariantCulture) : -1);
    }

    [Fact]
    public void Cut_BundleInSeveralUnits_EachNeedsTheOneBefore()
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(Chain(100), "\"c99\""), Documents.Snapshot());
        var cull = new Cull(pipelineGraph.Pipelines, pipelineGraph.Targets);
        while (cull.Current is not null) cull.Recorded([]);

        var (units, _) = UnitPartitioner.Cut(pipelineGraph.Pipelines, cull, new UnitSizing { Slots = 4, MaxTasks = 30 });

        Assert.Equal(100, units.Sum(u => u.Tasks.Count));
        Assert.All(units.Skip(1), u => Assert.NotEmpty(u.Needs));
    }

    [Fact]
    public void Create_AChainOfAMillion_IsPlanned()
    {
        var pipelineGraph = Documents.Pipelines(Documents.Parse(Chain(1_000_000), "\"c999999\""), Documents.Snapshot());

        Assert.Equal(1_000_000, pipelineGraph.Pipelines.Sum(p => p.Count));
    }

    private static string Chain(int count)
    {
        var text = new StringBuilder("\"c0\": { \"call\": \"functions.square\", \"args\": [2] }");
        for (var i = 1; i < count; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $", \"c{i}\": {{ \"call\": \"functions.square\", \"args\": [{{ \"$ref\": \"c{i - 1}\" }}] }}");
        return text.ToString();
    }
}
