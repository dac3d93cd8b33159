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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // By token, over all stores and lanes.
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

    /// <summary>Runs a document in several ways, and documents like it.</summary>
    /// <returns>The first disagreement; null: there is none.</returns>
    public async Task<Disagreement?> CheckAsync(JsonObject document, int seed)
    {
        var random = new Random(seed ^ 0x5eed);
        if (_host is null || _documents++ % OfOneStore == 0) await OpenAsync(random);
        var expected = Expect(document);
        if (expected is Gives) Results++;
        if (await RunAsync(expected, "", () => _host!.RunAsync(Variants.TextOf(random, document))) is { } first) return first;
        if (random.Next(2) == 0)
        {
            var variant = Variants.Of(random, document);
            var found = await RunAsync(Expect(variant), $"as {variant.ToJsonString()}", () => _host!.RunAsync(Variants.TextOf(random, variant)));
            if (found is not null) return found;
        }
        if (random.Next(4) == 0 && await RunAsync(expected, "eager", () => _host!.RunEagerAsync(Variants.TextOf(random, document))) is { } eager) return eager;
        if (random.Next(8) == 0 && await RunAsync(expected, "killed", () => RunKilledAsync(random, document)) is { } killed) return killed;
        return null;
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

    private async Task<Disagreement?> RunAsync(Expectation expected, string way, Func<Task<Outcome>> run)
    {
        Runs++;
        Outcome outcome;
        try
        {
            outcome = await run();
        }
        catch (Exception e)
        {
            outcome = new Broken(e.ToString());
            // Whatever it is in now: the next document has a new one.
            await CloseAsync();
        }
        var difference = expected.DifferenceTo(outcome) ?? Remember(expected, outcome);
        return difference is null || way.Length == 0 ? difference : difference with { Kind = $"{difference.Kind} {way.Split(' ')[0]}", Text = $"{difference.Text}\n  {way}\n  on {_setup}" };
    }

    // Equal token, equal result: also of documents that never met in a store.
    private static Disagreement? Remember(Expectation expected, Outcome outcome)
    {
        if (expected is not Gives gives || outcome is not Done done) return null;
        foreach (var (name, output) in gives.Outputs)
        {
            var token = done.Outputs[name].Token;
            var known = Tokens.GetOrAdd(token, output.Text);
            if (known != output.Text) return new Disagreement("token", $"{token[..12]} of '{name}' is that of {Shorter(known)} and of {Shorter(output.Text)}");
        }
        return null;
    }

    private async Task<Outcome> RunKilledAsync(Random random, JsonObject document)
    {
        using var folder = new TempFolder();
        _world.CopyTo(folder.Path);
        var text = Variants.TextOf(random, document);
        for (var life = 0; ; life++)
        {
            var files = life < 2 ? new DyingFiles(random.Next(1, MostChanges)) : null;
            var setup = HostSetup.Any(random) is var any && files is not null ? any with { Files = files } : any;
            if (await LiveAsync(folder.Path, setup, files, text) is { } outcome) return outcome;
            Deaths++;
        }
    }

    // Null: it was killed.
    private async Task<Outcome?> LiveAsync(string folder, HostSetup setup, DyingFiles? files, byte[] text)
    {
        OracleHost? host = null;
        try
        {
            host = await OracleHost.StartAsync(folder, _world.FilesFolder, setup, _reader);
            var run = host.RunAsync(text, "killed");
            if (files is not null && await Task.WhenAny(run, files.Death).WaitAsync(Patience, TimeProvider.System) != run) return null;
            return await run.WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception) when (files is { IsDead: true })
        {
            return null;
        }
        finally
        {
            if (host is not null) await EndAsync(host, files);
        }
    }

    private static async Task EndAsync(OracleHost host, DyingFiles? files)
    {
        try
        {
            await host.DisposeAsync().AsTask().WaitAsync(Patience, TimeProvider.System);
        }
        catch (Exception e) when (files is { IsDead: true } && e is not TimeoutException)
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
