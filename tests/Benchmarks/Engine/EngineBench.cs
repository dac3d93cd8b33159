using Serverless.Durable;
using Serverless.Engine;
using Serverless.Engine.Hosting;
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

    /// <summary>Bytes that the log has grown by.</summary>
    public long LogBytes => Engine.AppendedBytes;

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

    /// <summary>Runs one orchestration to its end.</summary>
    public async Task RunAsync(LogicName name, object input, string id, CancellationToken cancellationToken)
    {
        var instance = new InstanceId(id);
        await Client.StartAsync(name, input, instance, cancellationToken);
        var state = await Client.WaitAsync(instance, cancellationToken);
        if (state.Status != InstanceStatus.Completed) throw new InvalidOperationException($"'{id}' is {state.Status}: {state.Failure?.Message}");
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
