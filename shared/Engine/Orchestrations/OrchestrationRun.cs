using Serverless.Durable;
using Serverless.Engine.Instances;
using Serverless.Engine.Records;

namespace Serverless.Engine.Orchestrations;

/// <summary>
/// The live code of one instance. It stays between steps, so that a step costs the same however long the history is; it can be dropped at any
/// time, because <see cref="Replay"/> brings a new one to the same point.
/// </summary>
internal sealed class OrchestrationRun
{
    private readonly EmbeddedOrchestrationContext _context;
    private readonly StepContext _thread;
    private readonly IOrchestrator _code;
    private readonly string? _input;
    private readonly RunServices _services;
    private Task<string?>? _task;
    private volatile string? _foreign;

    public OrchestrationRun(Instance instance, RunServices services)
    {
        _services = services;
        _code = services.Registry.CreateOrchestrator(instance.Name);
        _input = instance.Input;
        _thread = new StepContext(Foreign);
        Instance = instance.Id;
        _context = new EmbeddedOrchestrationContext(instance, _thread, services);
    }

    public InstanceId Instance { get; }

    /// <summary>Steps that this object has behind it.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs the recorded steps again and compares.</summary>
    /// <returns>Null when the code went the same way; else what it broke.</returns>
    public NonDeterminismException? Replay(IReadOnlyList<HistoryStep> history)
    {
        foreach (var step in history)
        {
            Run(step.At, step.Messages, step.Actions);
            if (_context.Actions.Divergence is { } divergence) return divergence;
        }
        return null;
    }

    /// <summary>Runs one new step.</summary>
    /// <returns>What the code decided, ending with an outcome when it has ended.</returns>
    public IReadOnlyList<StepAction> Step(DateTimeOffset now, IReadOnlyList<Message> messages)
    {
        Run(now, messages, recorded: null);
        return _context.Actions.Taken;
    }

    private void Run(DateTimeOffset now, IReadOnlyList<Message> messages, IReadOnlyList<StepAction>? recorded)
    {
        Steps++;
        _context.Begin(now, Steps, recorded);
        if (_foreign is null)
        {
            _thread.Run(() =>
            {
                foreach (var message in messages)
                {
                    if (message is ExecutionStarted) Start();
                    else _context.Deliver(message);
                }
            });
        }
        Conclude();
        _context.Actions.End();
    }

    private void Start()
    {
        try
        {
            _task = _code.RunAsync(_context, _input);
        }
        catch (Exception e)
        {
            // Code that throws before its first await: the same to us as a faulted task.
            _task = Task.FromException<string?>(e);
        }
        _ = _task.ContinueWith(EndOutside, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Conclude()
    {
        if (_task is null) return;
        var illegal = _foreign ?? (!_task.IsCompleted && !_context.IsWaiting ? "it waits for something that its context did not hand out" : null);
        if (illegal is not null)
        {
            _context.Actions.Add(new Fail(FailureDetails.From(new IllegalAwaitException(Instance, illegal))));
            return;
        }
        if (!_task.IsCompleted) return;
        _context.Actions.Add(
            _task.IsFaulted || _task.IsCanceled ? new Fail(FailureDetails.From(Unwrap(_task)))
            : _context.ContinuesAsNew ? _context.NextGeneration
            : Checked(_task.Result));
    }

    private StepAction Checked(string? output)
    {
        var bytes = output is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(output);
        return bytes <= DurableLimits.PayloadBytes
            ? new Complete(output)
            : new Fail(FailureDetails.From(new PayloadTooLargeException($"The result of orchestration '{Instance}'", bytes)));
    }

    private static Exception Unwrap(Task task) =>
        task.Exception is { } aggregate ? (aggregate.InnerExceptions.Count == 1 ? aggregate.InnerExceptions[0] : aggregate) : new TaskCanceledException(task);

    private void EndOutside(Task task)
    {
        if (!_thread.IsCurrent) Foreign("it went on outside of its step (ConfigureAwait(false), or a task that its context did not hand out)");
    }

    private void Foreign(string what)
    {
        if (_foreign is not null) return;
        _foreign = what;
        _services.OnForeign(this);
    }
}

/// <summary>What a run needs from the engine.</summary>
/// <param name="Registry">The code.</param>
/// <param name="Log">Receives the orchestrators' own log lines.</param>
/// <param name="OnForeign">Called, on any thread, when the code of a run was continued from outside.</param>
internal sealed record RunServices(DurableRegistry Registry, StepLog Log, Action<OrchestrationRun> OnForeign);

/// <summary>The code awaited what only its own process knows: it could never be replayed.</summary>
public sealed class IllegalAwaitException(InstanceId instance, string what)
    : Exception($"Orchestration '{instance}' cannot go on: {what}. An orchestrator awaits only the tasks of its context, and never with ConfigureAwait(false); other work belongs in an activity."), INonRetriable;
