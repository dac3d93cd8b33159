using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Oracle.Tests.Making;
using Serverless.Oracle.Tests.Reference;
using Serverless.Oracle.Tests.Running;

namespace Serverless.Oracle.Tests;

/// <summary>Equal token, equal result, right result: any document against plain loops.</summary>
public sealed partial class OracleTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Lock Gate = new();

    // Always the same ones, so that a run is red for who broke something and for no one else; as many on a fast machine as on a slow one.
    private const int PlainSeed = 7_000;
    private const int Few = 60;

    private const int LongSeed = 100_000;
    private const int More = 240;
    private const int Many = 20_000;
    private const int Lanes = 2;
    private const int MostShrinks = 150;

    // Enough to see what is wrong.
    private const int MostFindings = 30;


    [Fact]
    public Task Run_AnyDocument_GivesWhatPlainLoopsGive() => HuntAsync(Few, PlainSeed);

    [Fact]
    [Trait("Category", "Long")]
    public Task Run_MoreDocuments_GiveWhatPlainLoopsGive() => HuntAsync(More, LongSeed);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Run_ManyDocuments_GiveWhatPlainLoopsGive() => HuntAsync(Many, Environment.TickCount & 0xffffff);

    private async Task HuntAsync(int few, int seed)
    {
        var cases = Setting("ORACLE_CASES") ?? few;
        var first = Setting("ORACLE_SEED") ?? seed;
        var clock = Stopwatch.StartNew();
        var findings = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var (next, tried, runs, results, deaths) = (-1, 0, 0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(LaneAsync)));
        var summary = $"{tried} of {cases} documents from seed {first} in {clock.Elapsed.TotalSeconds:0} s: {results} with results, {runs} runs, {deaths} deaths, {findings.Count} disagreements";
        output.WriteLine(summary);
        Log(summary);
        Assert.True(findings.IsEmpty, $"{summary}\n\n{string.Join("\n\n", findings.Values)}");

        async Task LaneAsync()
        {
            await using var lane = await Lane.StartAsync();
            while (findings.Count < MostFindings && Interlocked.Increment(ref next) is var at && at < cases)
            {
                var seed = first + at;
                var document = DocumentMaker.Make(seed);
                if (at % 50 == 0) Log($"at {at}");
                Interlocked.Increment(ref tried);
                if (await lane.CheckAsync(document, seed) is not { } found || OpenFaults.IsOne(found) || !findings.TryAdd(SignatureOf(found), "")) continue;
                var (smallest, disagreement) = Smallest(lane, document, seed, found);
                Log($"seed {seed}: {SignatureOf(found)}\n  {disagreement}\n  of {smallest.ToJsonString()}\n  from {document.ToJsonString()}");
                findings[SignatureOf(found)] = $"seed {seed}: {disagreement}{(disagreement.Way == Way.Alike ? $"\n  after {smallest.ToJsonString()}" : "")}";
            }
            Interlocked.Add(ref runs, lane.Runs);
            Interlocked.Add(ref results, lane.Results);
            Interlocked.Add(ref deaths, lane.Deaths);
        }
    }

    // The smallest document with a disagreement of the same kind.
    private static (JsonObject Document, Disagreement Found) Smallest(Lane lane, JsonObject document, int seed, Disagreement found)
    {
        var smallest = (document, found);
        var shrinks = 0;
        Prop.ForAll(Arb.From(Gen.Constant(document), d => shrinks < MostShrinks ? Shrinking.Of(d) : []), candidate =>
        {
            if (!ReferenceEquals(candidate, document) && ++shrinks > MostShrinks) return true;
            if (Again(candidate) is not { } again || SignatureOf(again) != SignatureOf(found)) return true;
            smallest = (candidate, again);
            return false;
        }).Check(Config.Quick.WithMaxTest(1).WithRunner(new Silent()));
        return smallest;

        Disagreement? Again(JsonObject candidate)
        {
            // What the first document left in the store is what one like it may find.
            if (found.Way == Way.Alike) lane.CheckAsync(candidate, seed, turn: 0).GetAwaiter().GetResult();
            return lane.CheckAsync(candidate, seed, found.Turn).GetAwaiter().GetResult();
        }
    }

    // Its kind, and its words without names and numbers.
    private static string SignatureOf(Disagreement found)
    {
        var text = found.Text.Split('\n')[0];
        // Which task of which node it was says nothing of the kind.
        if (text.IndexOf("): ", text.IndexOf(" failed in ", StringComparison.Ordinal) is >= 0 and var failed ? failed : 0, StringComparison.Ordinal) is > 0 and var words && found.Kind != "different") text = text[(words + 3)..];
        else if (text.IndexOf("the platform: ", StringComparison.Ordinal) is > 0 and var platform) text = text[(platform + 14)..];
        return $"{found.Way} {found.Kind}: {Variable().Replace(text.Length > 160 ? text[..160] : text, "#")}";
    }

    // For who watches a long hunt.
    private static void Log(string text)
    {
        if (Environment.GetEnvironmentVariable("ORACLE_LOG") is not { Length: > 0 } path) return;
        lock (Gate) File.AppendAllText(path, $"{text}\n\n");
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("'[^']*'|\"[^\"]*\"|\\[[^\\]]*\\]|[0-9.]+")]
    private static partial Regex Variable();

    private sealed class Silent : IRunner
    {
        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(int ntest, Microsoft.FSharp.Collections.FSharpList<object> args, Microsoft.FSharp.Core.FSharpFunc<int, Microsoft.FSharp.Core.FSharpFunc<Microsoft.FSharp.Collections.FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(Microsoft.FSharp.Collections.FSharpList<object> args, Microsoft.FSharp.Core.FSharpFunc<Microsoft.FSharp.Collections.FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, TestResult testResult)
        {
        }
    }
}
