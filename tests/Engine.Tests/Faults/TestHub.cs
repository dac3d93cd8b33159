using Serverless.Durable;
using Serverless.Durable.Conformance.Kit;
using Serverless.Engine.Hosting;
using Serverless.Engine.Log;
using Serverless.Native.Files;
using Serverless.Testing;

namespace Serverless.Engine.Tests.Faults;

/// <summary>A hub in a folder of its own whose engine is opened again and again.</summary>
internal sealed class TestHub : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Folder => _folder.Of("hub");

    public IReadOnlyList<string> Segments => [.. Directory.EnumerateFiles(Folder, "*.log").Order(StringComparer.Ordinal)];

    public EmbeddedEngineOptions Options { get; set; } = new() { Folder = "-", Registry = Waiting(), Validate = true };

    /// <summary>"Main" waits for event "go" and returns its number.</summary>
    public static DurableRegistry Waiting() => new DurableRegistry()
        .AddEntity("counter", new Counter())
        .Orchestration("Main", async (OrchestrationContext context, int n) => await context.WaitForEventAsync<int>("go"));

    public async Task<EmbeddedEngine> OpenAsync()
    {
        var engine = await EmbeddedEngine.OpenAsync(Options with { Folder = Folder });
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>Starts instances one after the other, each in a frame of its own, and stops.</summary>
    public async Task StartManyAsync(params string[] ids)
    {
        await using var engine = await OpenAsync();
        foreach (var id in ids) await engine.Client.StartAsync(Inline.V1("Main"), 1, new InstanceId(id), CancellationToken.None);
    }

    public async Task<IReadOnlyList<string>> IdsAsync()
    {
        await using var engine = await OpenAsync();
        return [.. (await engine.Client.QueryAsync(new InstanceQuery { PageSize = 1000 }, CancellationToken.None)).Instances.Select(i => i.Id.Value)];
    }

    /// <summary>Where the frames of a segment start, and its end.</summary>
    public static IReadOnlyList<long> Frames(string segment)
    {
        var ends = new List<long>();
        var file = DiskFileSystem.Instance.Open(segment, FileOpening.Read);
        using var reader = new SegmentReader(file, segment, file.Length, First(segment));
        do ends.Add(reader.End);
        while (reader.TryRead(out _));
        return ends;
    }

    public void Dispose() => _folder.Dispose();

    private static long First(string segment) => FileHeader.Read(File.ReadAllBytes(segment), LogFormat.SegmentMagic, segment)!.First;
}
