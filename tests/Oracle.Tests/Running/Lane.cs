using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Oracle.Tests.Bare;
using Serverless.Oracle.Tests.Making;
using Serverless.Oracle.Tests.Reference;
using Serverless.Testing;

namespace Serverless.Oracle.Tests.Running;

/// <summary>Runs documents one after the other against one store, where each finds what those before left, and asks the reference about each.</summary>
internal sealed class Lane : IAsyncDisposable
{
    // Documents of one store; a new one then, which is cut and run in another way.
    private const int OfOneStore = 60;

    // What a life of a host may do before it is killed: the least is before a job is stored, the most after most jobs are done.
    private const int MostChanges = 400;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(6);

    private static readonly (Way Way, double Chance)[] Chances = [(Way.Plain, 1), (Way.Alike, 0.5), (Way.Alike, 0.2), (Way.Eager, 0.25), (Way.Killed, 0.12)];

    // By token, over all stores and lanes, with what the reference does not say: also that is the same in every run.
    private static readonly ConcurrentDictionary<string, string> Tokens = new(StringComparer.Ordinal);

    private readonly BareDatabase _database = new();
    private readonly OutputReader _reader;
    private readonly ReferenceTables _tables;
    private World _world = null!;
    private TempFolder? _folder;
    private OracleHost? _host;
    private HostSetup? _setup;
    private int _documents;

    private Lane()
    {
        _tables = new ReferenceTables(_database);
        _reader = new OutputReader(_database);
    }

    /// <summary>Runs so far, of all ways.</summary>
    public int Runs { get; private set; }

    /// <summary>Documents that gave results.</summary>
    public int Results { get; private set; }

    /// <summary>Lives that ended before their job.</summary>
    public int Deaths { get; private set; }

    public static async Task<Lane> StartAsync()
    {
        var lane = new Lane();
        lane._world = await World.CreateAsync(lane._database, lane._reader);
        return lane;
    }

    /// <summary>Runs a document as it is, and by chance in other ways too.</summary>
    /// <returns>The first disagreement; null: there is none.</returns>
    public async Task<Disagreement?> CheckAsync(JsonObject document, int seed)
    {
        var random = new Random(seed ^ 0x5eed);
        if (_host is null || _documents++ % OfOneStore == 0) await OpenAsync(random);
        if (Expect(document) is Gives) Results++;
        for (var turn = 0; turn < Chances.Length; turn++)
        {
            if (random.NextDouble() < Chances[turn].Chance && await CheckAsync(document, seed, turn) is { } found) return found;
        }
        return null;
    }

    /// <summary>Runs a document in one way.</summary>
    public Task<Disagreement?> CheckAsync(JsonObject document, int seed, Way way) => CheckAsync(document, seed, Array.FindIndex(Chances, c => c.Way == way));

    /// <summary>Runs a document in the way of one turn. What ran before it in this lane is in its store.</summary>
    public async Task<Disagreement?> CheckAsync(JsonObject document, int seed, int turn)
    {
        var random = new Random(unchecked((seed * 31) + turn));
        var way = Chances[turn].Way;
        if (_host is null) await OpenAsync(random);
        var variant = way == Way.Alike ? Variants.Of(random, document) : document;
        var text = Variants.TextOf(random, variant);
        var expected = Expect(variant);
        var outcome = await RunAsync(() => way switch
        {
            Way.Eager => _host!.RunEagerAsync(text),
            Way.Killed => RunKilledAsync(random, text),
            _ => _host!.RunAsync(text),
        });
        return (expected.DifferenceTo(outcome) ?? Remember(expected, outcome)) is { } found ? found with { Way = way, Turn = turn, Document = variant, Setup = $"{_setup}" } : null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _world?.Dispose();
        _database.Dispose();
    }

    private Expectation Expect(JsonObject document)
    {
        lock (_database) return Expectation.Of(JsonSerializer.SerializeToElement(document), _tables, _world.Reference);
    }

    private async Task<Outcome> RunAsync(Func<Task<Outcome>> run)
    {
        Runs++;
        try
        {
            return await run();
        }
        catch (Exception e)
        {
            // Whatever the host is in now: the next document has a new one.
            await CloseAsync();
            return new Broken(e.ToString());
        }
    }

    // Equal token, equal result: also of documents that never met in a store.
    private static Disagreement? Remember(Expectation expected, Outcome outcome)
    {
        if (expected is not Gives gives || outcome is not Done done) return null;
        foreach (var (name, output) in gives.Outputs)
        {
            var (token, isNothing) = (done.Outputs[name].Token, done.Outputs[name] is { Value: null, Tables.Count: 0 });
            if (isNothing) continue;
            var text = output.IsUnsaid ? done.Outputs[name].Value!.Value.GetRawText() : output.Text;
            var known = Tokens.GetOrAdd(token, text);
            if (known != text) return new Disagreement("token", $"{token[..12]} of '{name}' is that of {Shorter(known)} and of {Shorter(text)}");
        }
        return null;
    }

    private async Task<Outcome> RunKilledAsync(Random random, byte[] text)
    {
        using var folder = new TempFolder();
        _world.CopyTo(folder.Path);
        for (var life = 0; ; life++)
        {
            var setup = HostSetup.Any(random) with { Files = new DyingFiles(life < 2 ? random.Next(1, MostChanges) : int.MaxValue) };
            if (await LiveAsync(folder.Path, setup, text) is { } outcome) return outcome;
            Deaths++;
        }
    }

    // Null: it was killed.
    private async Task<Outcome?> LiveAsync(string folder, HostSetup setup, byte[] text)
    {
        OracleHost? host = null;
        try
        {
            host = await OracleHost.StartAsync(folder, _world.FilesFolder, setup, _reader);
            var run = host.RunAsync(text, "killed");
            return await Task.WhenAny(run, setup.Files.Death).WaitAsync(MaxWait, TimeProvider.System) == run ? await run : null;
        }
        catch (Exception) when (setup.Files.IsDead)
        {
            return null;
        }
        finally
        {
            if (host is not null) await EndAsync(host, setup.Files);
        }
    }

    private static async Task EndAsync(OracleHost host, DyingFiles files)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(MaxWait, TimeProvider.System);
        }
        catch (Exception e) when (files.IsDead && e is not TimeoutException)
        {
            // The dead tidy nothing up.
        }
    }

    private async Task OpenAsync(Random random)
    {
        await CloseAsync();
        _folder = new TempFolder();
        _world.CopyTo(_folder.Path);
        _setup = HostSetup.Any(random);
        _host = await OracleHost.StartAsync(_folder.Path, _world.FilesFolder, _setup, _reader);
    }

    private async Task CloseAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
        _folder?.Dispose();
        _folder = null;
    }

    private static string Shorter(string text) => text.Length > 300 ? text[..300] + " ..." : text;
}
