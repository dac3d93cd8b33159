using Serverless.Durable;
using Serverless.Engine;
using Serverless.Testing;

namespace Serverless.Benchmarks.Engine;

/// <summary>An engine over a folder of its own, with the small pieces of code that the benchmarks run.</summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private EngineBench(TempFolder folder, EmbeddedEngine engine)
    {
        _folder = folder;
        Engine = engine;
    }

    public EmbeddedEngine Engine { get; }

    public DurableClient Client => Engine.Client;

    public static async Task<EngineBench> StartAsync(CancellationToken cancellationToken)
    {
        var folder = new TempFolder();
        var engine = await EmbeddedEngine.OpenAsync(Options(folder.Of("hub")), cancellationToken);
        await engine.StartAsync(cancellationToken);
        return new EngineBench(folder, engine);
    }

    public static EmbeddedEngineOptions Options(string folder) => new()
    {
        Folder = folder,
        Registry = BenchCode.Registry(),
        MaxHistoryEvents = 1_000_000,
    };

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
