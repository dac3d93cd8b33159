using System.Collections.Concurrent;
using Grpc.Core;
using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Workers;

/// <summary>Keeps one worker running: another one comes when it dies, and calls wait for that one.</summary>
internal sealed class WorkerSupervisor(HostedApp options, ILogger<WorkerSupervisor> log) : FunctionRpc.FunctionRpcBase, IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, WorkerConnection> _connections = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource<Worker> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _starts;

    /// <summary>Workers so far.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>The worker that runs; null between two.</summary>
    public Worker? Running => _ready.Task.IsCompletedSuccessfully ? _ready.Task.Result : null;

    /// <summary>The worker that runs, or the next one.</summary>
    public async Task<Worker> CurrentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = await _ready.Task.WaitAsync(cancellationToken);
            if (!worker.Connection.HasEnded) return worker;
            // Its stream is gone, and its process about to be.
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Starts the first worker.</summary>
    /// <returns>The app's functions.</returns>
    public async Task<IReadOnlyList<Function>> StartAsync(Uri address)
    {
        var (worker, functions) = await StartOneAsync(address);
        _ = KeepAsync(worker, address);
        return functions;
    }

    public override async Task EventStream(IAsyncStreamReader<Frame> requestStream, IServerStreamWriter<Frame> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || !_connections.TryGetValue(requestStream.Current.Hello?.Worker ?? "", out var connection)) return;
        await connection.ServeAsync(requestStream, responseStream, context.CancellationToken);
    }

    public void Dispose()
    {
        _stop.Cancel();
        Running?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepAsync(Worker worker, Uri address)
    {
        while (true)
        {
            await worker.EndAsync();
            if (_stop.IsCancellationRequested) return;
            // The one who asks from here on waits for the next one.
            _ready = new TaskCompletionSource<Worker>(TaskCreationOptions.RunContinuationsAsynchronously);
            worker.Dispose();
            worker = await StartNextAsync(address);
        }
    }

    private async Task<Worker> StartNextAsync(Uri address)
    {
        while (true)
        {
            try
            {
                return (await StartOneAsync(address)).Worker;
            }
            catch (Exception e) when (e is WorkerProcessExitException or TimeoutException)
            {
                // It was killed while it started: there is always a next one.
                WorkerLog.Output(log, e.Message);
            }
        }
    }

    private async Task<(Worker Worker, IReadOnlyList<Function> Functions)> StartOneAsync(Uri address)
    {
        var id = Guid.NewGuid().ToString();
        var connection = _connections[id] = new WorkerConnection(log);
        var worker = await Worker.StartAsync(options.App, address, id, connection, log);
        Interlocked.Increment(ref _starts);
        try
        {
            await connection.Connected.WaitAsync(MaxWait);
            var functions = await connection.StartAsync(options.App);
            _ready.TrySetResult(worker);
            return (worker, functions);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }
}
