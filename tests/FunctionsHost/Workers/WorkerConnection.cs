using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Serverless.FunctionsHost.Protocol;

namespace Serverless.FunctionsHost.Workers;

/// <summary>One worker's stream. An answer carries the id of what it answers; all that is open fails when the stream ends.</summary>
internal sealed class WorkerConnection(ILogger log)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly Channel<Frame> _sending = Channel.CreateUnbounded<Frame>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Frame>> _open = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _ended;

    /// <summary>Completes when the worker has connected.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Nothing sent from here on arrives.</summary>
    public bool HasEnded => _ended is not null;

    /// <summary>Where the worker takes HTTP requests.</summary>
    public Uri Http { get; private set; } = null!;

    public async Task ServeAsync(IAsyncStreamReader<Frame> from, IServerStreamWriter<Frame> to, CancellationToken cancellationToken)
    {
        _connected.TrySetResult();
        var sending = SendAsync(to, cancellationToken);
        try
        {
            await foreach (var frame in from.ReadAllAsync(cancellationToken)) Take(frame);
        }
        finally
        {
            End("The worker hung up.");
        }
        await sending;
    }

    /// <summary>Introduces the host and learns what functions there are.</summary>
    public async Task<IReadOnlyList<Function>> StartAsync(string app)
    {
        var hello = new Initialize { HostVersion = "4.1000.0", AppFolder = app, WorkerFolder = app, Capabilities = { ["EnableUserCodeException"] = "True", ["HandlesInvocationCancelMessage"] = "True" } };
        var initialized = (await AskAsync(new Frame { Initialize = hello }, MaxWait, default)).Initialized;
        Check(initialized.Outcome, "start");
        Http = new Uri(initialized.Capabilities["HttpUri"]);
        var found = (await AskAsync(new Frame { AskFunctions = new AskFunctions { AppFolder = app } }, MaxWait, default)).Functions;
        Check(found.Outcome, "list its functions");
        foreach (var function in found.List)
            Check((await AskAsync(new Frame { Load = new Load { Id = function.Id, Function = function } }, MaxWait, default)).Loaded.Outcome, $"load {function.Name}");
        return found.List;
    }

    /// <returns>What the function returned.</returns>
    /// <exception cref="WorkerProcessExitException">The worker died before it answered.</exception>
    /// <exception cref="FunctionFailedException">The function threw.</exception>
    public async Task<Value?> InvokeAsync(Invoke invoke, CancellationToken cancellationToken)
    {
        await using var cancel = cancellationToken.Register(() => _sending.Writer.TryWrite(new Frame { Cancel = new CancelCall { Call = invoke.Call } }));
        // The function ends by itself, cancelled or not; the worker says how.
        var invoked = (await AskAsync(new Frame { Invoke = invoke }, Timeout.InfiniteTimeSpan, CancellationToken.None)).Invoked;
        return invoked.Outcome.Status switch
        {
            Outcome.Types.Status.Succeeded => invoked.Result,
            Outcome.Types.Status.Cancelled => throw new OperationCanceledException(cancellationToken),
            _ => throw new FunctionFailedException(invoked.Outcome),
        };
    }

    /// <summary>Nothing comes any more.</summary>
    public void End(string why)
    {
        _ended ??= why;
        _sending.Writer.TryComplete();
        _connected.TrySetException(new WorkerProcessExitException(why));
        foreach (var (request, _) in _open)
        {
            if (_open.TryRemove(request, out var open)) open.TrySetException(new WorkerProcessExitException(why));
        }
    }

    private async Task SendAsync(IServerStreamWriter<Frame> to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var frame in _sending.Reader.ReadAllAsync(cancellationToken)) await to.WriteAsync(frame, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or RpcException)
        {
            End("The worker does not listen any more.");
        }
    }

    private async Task<Frame> AskAsync(Frame frame, TimeSpan patience, CancellationToken cancellationToken)
    {
        frame.Request = Guid.NewGuid().ToString();
        var answer = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[frame.Request] = answer;
        _sending.Writer.TryWrite(frame);
        // It may have ended between the two lines above; then no one else fails this one.
        if (_ended is { } why) End(why);
        return await answer.Task.WaitAsync(patience, cancellationToken);
    }

    private void Take(Frame frame)
    {
        if (frame.ContentCase == Frame.ContentOneofCase.Log) WorkerLog.Write(log, frame.Log);
        else if (_open.TryRemove(frame.Request, out var open)) open.TrySetResult(frame);
    }

    private static void Check(Outcome outcome, string what)
    {
        if (outcome.Status != Outcome.Types.Status.Succeeded) throw new InvalidOperationException($"The worker could not {what}: {outcome.Thrown?.Message ?? outcome.Text} {outcome.Thrown?.Stack}");
    }
}
