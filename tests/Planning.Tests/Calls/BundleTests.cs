using System.Text;
using Serverless.Planning.Units;

namespace Serverless.Planning.Tests.Calls;

/// <summary>Documents of many single calls.</summary>
public sealed class BundleTests
{
    [Fact]
    public void Create_FewCalls_AreTasksOfTheirOwn() =>
        Assert.Equal(40, Documents.Outline(Documents.Parse(Chain(40), "\"c39\""), Documents.Snapshot()).Pipelines.Length);

    [Fact]
    public void Create_ManyCalls_AreCarriedTogether()
    {
        var outline = Documents.Outline(Documents.Parse(Chain(5000), "\"c4999\", \"c7\""), Documents.Snapshot());

        Assert.InRange(outline.Pipelines.Length, 1, 50);
        Assert.Equal(5000, outline.Pipelines.Sum(p => p.Count));
        var stored = outline.StoredBy["c7"];
        Assert.Equal("c7", outline.Pipelines[stored.Pipeline].Calls[stored.Part!.Value]);
    }

    [Fact]
    public void Create_CallBehindAMapOfCalls_StaysOut()
    {
        // c10 -> m -> late: a bundle with both ends would wait for itself.
        var document = Documents.Parse(
            Chain(200) + """ , "n": { "range": { "count": 3 } }, "m": { "map": "functions.add", "over": "n", "args": [ { "$ref": "c10" } ] }, "s": { "reduce": "functions.add", "over": "m" }, "late": { "call": "functions.add", "args": [ { "$ref": "s" }, { "$ref": "c199" } ] } """,
            "\"late\"");

        var outline = Documents.Outline(document, Documents.Snapshot());

        Assert.Null(outline.StoredBy["late"].Part);
        Assert.All(outline.Pipelines, p => Assert.All(p.Sources.Where(s => s.Pipeline is not null), s => Assert.True(s.Pipeline < p.Ordinal)));
        Assert.Equal(10, outline.Pipelines.Single(p => p.Each.Contains("m")).Sources.Single(s => s.IsArgument).Part is { } part ? int.Parse(outline.Pipelines[outline.StoredBy["c10"].Pipeline].Calls[part][1..], System.Globalization.CultureInfo.InvariantCulture) : -1);
    }

    [Fact]
    public void Cut_BundleInSeveralUnits_EachNeedsTheOneBefore()
    {
        var outline = Documents.Outline(Documents.Parse(Chain(100), "\"c99\""), Documents.Snapshot());
        var cull = new Cull(outline.Pipelines, outline.Targets);
        while (cull.Current is not null) cull.Recorded([]);

        var (units, _) = UnitCutter.Cut(outline.Pipelines, cull, new UnitSizing { Slots = 4, MaxTasks = 30 });

        Assert.Equal(100, units.Sum(u => u.Tasks.Count));
        Assert.All(units.Skip(1), u => Assert.NotEmpty(u.Needs));
    }

    [Fact]
    public void Create_AChainOfAMillion_IsPlanned()
    {
        var outline = Documents.Outline(Documents.Parse(Chain(1_000_000), "\"c999999\""), Documents.Snapshot());

        Assert.Equal(1_000_000, outline.Pipelines.Sum(p => p.Count));
    }

    private static string Chain(int count)
    {
        var text = new StringBuilder("\"c0\": { \"call\": \"functions.square\", \"args\": [2] }");
        for (var i = 1; i < count; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $", \"c{i}\": {{ \"call\": \"functions.square\", \"args\": [{{ \"$ref\": \"c{i - 1}\" }}] }}");
        return text.ToString();
    }
}
