using Serverless.Activities;
using Serverless.Activities.Cache;
using Serverless.BuiltIns;
using Serverless.Cache.Tests.Kit;
using Serverless.Graph.Functions;
using Serverless.Graph.Identity;
using Serverless.Jobs;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

public sealed class WhyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Why_WithOtherArguments_NamesThemForTheNodeAndForWhatDependsOnIt()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var before = await RunAsync(hub, Kit.Jobs.Sum(_key));
        var after = await RunAsync(hub, Kit.Jobs.Sum(_key, factor: 3));
        var explainer = ExplainerOf(hub);

        var answer = await explainer.WhyAsync(after, "answer", default);
        var counted = await explainer.WhyAsync(after, "counted", default);

        Assert.Equal([new TokenDifference("answer", TokenPartKind.Arguments, """[{"$ref":"total"},2]""", """[{"$ref":"total"},3]""")], answer.Differences);
        Assert.Equal((before.Id, true), (answer.ComparedWith, answer.HasRun));
        Assert.False(counted.HasRun);
    }

    [Fact]
    public async Task Why_WithAnotherVersionOfAFunction_NamesBothVersions()
    {
        await using (var hub = await CacheHub.StartAsync(_folder)) await RunAsync(hub, Kit.Jobs.Sum(_key));
        await using var newer = await CacheHub.StartAsync(_folder, functions: typeof(NewerProbe));
        var job = await RunAsync(newer, Kit.Jobs.Sum(_key));

        var why = await ExplainerOf(newer, typeof(NewerProbe)).WhyAsync(job, "answer", default);

        Assert.Equal([new TokenDifference("counted", TokenPartKind.Function, "probe.count version 1", "probe.count version 2")], why.Differences);
    }

    [Fact]
    public async Task Why_OfAnImpureNode_SaysThatItsResultIsTheJobsOwn()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await RunAsync(hub, Kit.Jobs.Sum(_key, "probe.impure"));
        var job = await RunAsync(hub, Kit.Jobs.Sum(_key, "probe.impure"));

        var why = await ExplainerOf(hub).WhyAsync(job, "counted", default);

        Assert.Equal([TokenPartKind.Job], why.Differences.Select(d => d.Part));
    }

    [Fact]
    public async Task Why_OfTheEndOfALongChain_FindsWhatChangedAtItsBeginning()
    {
        await using var hub = await CacheHub.StartAsync(_folder, unitTasks: 1_000_000);
        await RunAsync(hub, Chain(1));
        var job = await RunAsync(hub, Chain(2));

        var why = await ExplainerOf(hub).WhyAsync(job, "n19999", default);

        Assert.Equal([new TokenDifference("n0", TokenPartKind.Arguments, "[1]", "[2]")], why.Differences);

        static string Chain(int start)
        {
            var calls = Enumerable.Range(1, 19_999).Select(i => $$"""{ "call": "math.add", "args": [{ "$ref": "n{{i - 1}}" }, 1] }""");
            var nodes = calls.Prepend($$"""{ "call": "math.identity", "args": [{{start}}] }""").Select((call, i) => $"\"n{i}\": {call}");
            return $$"""{ "version": 1, "name": "chain", "nodes": { {{string.Join(", ", nodes)}} }, "outputs": ["n19999"] }""";
        }
    }

    [Fact]
    public async Task Why_OfNoNode_NamesTheNearest()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var job = await RunAsync(hub, Kit.Jobs.Sum(_key));

        var error = await Assert.ThrowsAsync<CacheQuestionException>(() => ExplainerOf(hub).WhyAsync(job, "totl", default));

        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_SaysWhatIsRecordedAndWhoMadeIt_AndDropForgetsIt()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        var first = await RunAsync(hub, Kit.Jobs.Sum(_key));
        var second = await RunAsync(hub, Kit.Jobs.Sum(_key, factor: 3));
        var explainer = ExplainerOf(hub);

        var counted = (await explainer.ShowAsync(second, default)).Single(r => r.Node == "counted");
        Assert.Equal((20, 20, true), (counted.Tasks, counted.Recorded, counted.IsReused));
        Assert.Equal([first.Id], counted.MadeBy);

        Assert.True(await explainer.DropAsync(second, "counted", default) > 0);
        Assert.Equal(0, (await explainer.ShowAsync(second, default)).Single(r => r.Node == "counted").Recorded);
        await RunAsync(hub, Kit.Jobs.Sum(_key, factor: 4));
        Assert.Equal(20, Probe.CallsOf(_key));
        await explainer.DropAsync(second, "total", default);
        await RunAsync(hub, Kit.Jobs.Sum(_key, factor: 5));
        Assert.Equal(40, Probe.CallsOf(_key));
    }

    private static CacheExplainer ExplainerOf(CacheHub hub, Type? functions = null) =>
        new(new JobLoader(hub.Tenants, new FunctionCatalogBuilder().AddBuiltIns().Add(functions ?? typeof(Probe)).Build()));

    private static async Task<JobKey> RunAsync(CacheHub hub, string document)
    {
        var job = await hub.SubmitAsync(document);
        Assert.True((await hub.WaitAsync(job)).Succeeded);
        return job;
    }
}
