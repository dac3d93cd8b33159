using Serverless.Cache.Tests.Kit;
using Serverless.Jobs;
using Serverless.Storage;
using Serverless.Store.Cache;
using Serverless.Store.Jobs;
using Serverless.Store.Results;
using Serverless.Testing;

namespace Serverless.Cache.Tests.Jobs;

/// <summary>Of a collection that changed, what is new runs.</summary>
public sealed class ElementReuseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"items\": [1, 2, 3, 4]", "\"items\": [1, 2, 3, 4, 5]", 1)]
    [InlineData("\"items\": [1, 2, 3, 4]", "\"items\": [1, 2, 9, 3, 4]", 1)]
    [InlineData("\"items\": [1, 2, 3, 4]", "\"items\": [4, 3, 2, 1]", 0)]
    [InlineData("\"items\": [1, 2, 3, 4]", "\"items\": [2, 4]", 0)]
    [InlineData("\"items\": [1, 1, 2]", "\"items\": [2, 1, 1, 1, 3]", 1)]
    [InlineData("\"range\": 40", "\"range\": 41", 1)]
    [InlineData("\"range\": { \"from\": 5, \"to\": 25 }", "\"range\": { \"from\": 0, \"to\": 27 }", 7)]
    [InlineData("\"range\": 12", "\"items\": [0, 1]", 2)]
    public async Task Run_CollectionChanged_RunsWhatIsNew(string before, string now, int calls)
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await RunAsync(hub, Map(before));
        var ran = Probe.CallsOf(_key);

        var (values, _) = await RunAsync(hub, Map(now).Replace("\"l\"", "\"renamed\"", StringComparison.Ordinal));

        Assert.Equal(calls, Probe.CallsOf(_key) - ran);
        Assert.Equal((await RunAsync(hub, Map(now, key: $"{_key}-alone"))).Values, values);
        // What was taken over is a result as any other: the next job finds all of it.
        ran = Probe.CallsOf(_key);
        await RunAsync(hub, Map(now));
        Assert.Equal(ran, Probe.CallsOf(_key));
    }

    [Fact]
    public async Task Run_ElementAppendedToAFusedReduce_RunsItsGroup()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await RunAsync(hub, Sum(14));
        Assert.Equal(14, Probe.CallsOf(_key));

        var (values, outcome) = await RunAsync(hub, Sum(15));

        Assert.Equal(("105", 15), (values, Probe.CallsOf(_key)));
        Assert.Equal(14, outcome.Totals.Found);
    }

    [Theory]
    [InlineData("probe.numbered", "{}")]
    [InlineData("probe.impure", "{}")]
    [InlineData("probe.count", """{ "cache": "none" }""")]
    public async Task Run_FunctionThatSeesMoreThanItsElement_RunsAllAgain(string function, string policy)
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await RunAsync(hub, Map("\"items\": [1, 2, 3]", function: function, policy: policy));

        await RunAsync(hub, Map("\"items\": [1, 2, 3, 4]", function: function, policy: policy));

        Assert.Equal(7, Probe.CallsOf(_key));
    }

    [Fact]
    public async Task Run_LargeValues_AreTakenOverWithThem()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        string Lengths(string items) => Map(items, function: "probe.large", keep: true, more: """, "n": { "map": "probe.length", "over": "m" }""", output: "n");
        await RunAsync(hub, Lengths("\"items\": [1, 2]"));

        var (values, _) = await RunAsync(hub, Lengths("\"items\": [2, 3, 1]"));

        Assert.Equal("[2000099,2000100,2000098]", values);
        Assert.Equal(3, Probe.CallsOf(_key));
    }

    [Fact]
    public async Task Run_WhatWasTakenOverIsBroken_IsMadeAgain()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        string Lengths(string items) => Map(items, keep: true, more: """, "n": { "map": "math.square", "over": "m" }""", output: "n");
        var first = await hub.SubmitAsync(Lengths("\"items\": [1, 2, 3]"));
        await hub.WaitAsync(first);
        var pins = Assert.Single(await new JobPins(hub.Stores).ReadAsync(first.Id, default));
        // As long as before, and nonsense: no one sees that without reading it.
        foreach (var record in await hub.Stores.Ledger.ReadAsync(pins.Tokens[0], default)) await hub.Stores.Blobs.PutAsync(new BlobName(record.Blob!), new byte[record.Bytes], BlobCondition.None, default);

        var (values, _) = await RunAsync(hub, Lengths("\"items\": [1, 2, 3, 4]").Replace("math.square", "math.identity", StringComparison.Ordinal));

        Assert.Equal("[1,2,3,4]", values);
    }

    [Fact]
    public async Task Collect_TheFirstIsEvicted_TheSecondKeepsWhatItTookOver()
    {
        await using var hub = await CacheHub.StartAsync(_folder);
        await RunAsync(hub, Map("\"items\": [1, 2, 3]"));
        var second = await hub.SubmitAsync(Map("\"items\": [1, 2, 3, 4]"));
        Assert.True((await hub.WaitAsync(second)).Succeeded);
        foreach (var token in await TokensAsync(hub, except: second)) await hub.Stores.Ledger.OpenEpochAsync(await hub.Stores.Ledger.ViewAsync(token, default), static _ => false, default);

        await CollectAsync(hub, TimeSpan.FromHours(3));

        Assert.Equal("[1,2,3,4]", await ValuesAsync(hub, second));
        await CollectAsync(hub, TimeSpan.FromDays(31));
        await CollectAsync(hub, TimeSpan.FromDays(64));
        await CollectAsync(hub, TimeSpan.FromDays(128));
        await foreach (var blob in hub.Stores.Blobs.ListAsync("cache/elements/", default)) Assert.Fail($"{blob.Name} is left.");
    }

    private static async Task CollectAsync(CacheHub hub, TimeSpan after) =>
        await new CacheCollector(hub.Stores, new CacheOptions { BudgetBytes = after < TimeSpan.FromDays(30) ? long.MaxValue : 0 }, new ManualTime(TimeProvider.System.GetUtcNow() + after)).CollectAsync(dryRun: false, default);

    private static async Task<IReadOnlyList<string>> TokensAsync(CacheHub hub, JobKey except)
    {
        var own = (await new JobPins(hub.Stores).ReadAsync(except.Id, default)).SelectMany(p => p.Tokens).ToHashSet(StringComparer.Ordinal);
        var tokens = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var blob in hub.Stores.Blobs.ListAsync("ledger/", default)) tokens.Add(blob.Name.Value.Split('/')[1]);
        return [.. tokens.Where(t => !own.Contains(t))];
    }

    private static async Task<(string Values, JobOutcome Outcome)> RunAsync(CacheHub hub, string document)
    {
        var job = await hub.SubmitAsync(document);
        var outcome = await hub.WaitAsync(job);
        Assert.True(outcome.Succeeded, string.Join('\n', outcome.Failures));
        return (await ValuesAsync(hub, job), outcome);
    }

    private static async Task<string> ValuesAsync(CacheHub hub, JobKey job)
    {
        var outputs = await hub.Stores.Jobs.FindAsync<Dictionary<string, JobOutput>>(job.Id, JobBlobs.Outputs, default);
        return await OutputFiles.ReadJsonAsync(hub.Stores, Assert.Single(outputs!).Value, default);
    }

    private string Map(string source, string? key = null, string function = "probe.count", string policy = "{}", bool keep = false, string more = "", string output = "m") => $$"""
        {
          "version": 1, "name": "grows", "policy": {{policy}},
          "nodes": { "l": { {{source}} }, "m": { "map": "{{function}}", "over": "l", "args": { "key": "{{key ?? _key}}" }, "keep": {{(keep ? "true" : "false")}} }{{more}} },
          "outputs": ["{{output}}"]
        }
        """;

    private string Sum(int count) => Map($"\"range\": {count}", more: """, "s": { "reduce": "probe.add", "over": "m" }""", output: "s");
}
