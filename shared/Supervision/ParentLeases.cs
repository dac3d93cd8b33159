using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using Serverless.Graph.Functions;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>The child's side: semaphores that the process that started it takes for it.</summary>
public sealed class ParentLeases : TaskSemaphores, IDisposable
{
    /// <summary>
    /// A yes that took longer is asked for again: holders give up with a fifth of the lease time left, of which the shortest is a second. So work that
    /// starts on a yes starts while the lease is held.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    private readonly NamedPipeClientStream _pipe;
    private readonly Lock _asking = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<LeaseAnswer>> _open = new();
    private long _last;

    /// <param name="pipeName">As the parent named it.</param>
    public ParentLeases(string pipeName)
    {
        _pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        _pipe.Connect(ConnectWithin);
        // A thread of its own: tasks that wait for an answer may hold all threads of the pool.
        new Thread(Hear) { IsBackground = true, Name = "leases" }.Start();
    }

    /// <summary>Whether the leases of the unit's policy are surely held at this instant.</summary>
    public bool IsAdmitted() => IsTrue(LeaseQuestionKind.IsAdmitted, 0);

    public override async ValueTask<TaskLease> AcquireAsync(string name, CancellationToken cancellationToken, int count = 1)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (id, waiting) = Ask(LeaseQuestionKind.Acquire, name, count);
        LeaseAnswer answer;
        await using (cancellationToken.Register(() => Ask(LeaseQuestionKind.Withdraw, lease: id))) answer = await waiting;
        if (answer.Error is null) return new Taken(this, id, answer.Fence);
        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException(answer.Error);
    }

    public void Dispose() => _pipe.Dispose();

    private bool IsTrue(LeaseQuestionKind kind, long lease)
    {
        while (true)
        {
            var clock = Stopwatch.StartNew();
            var answer = Ask(kind, lease: lease).Answer.GetAwaiter().GetResult();
            if (!answer.IsTrue) return false;
            if (clock.Elapsed < Fresh) return true;
        }
    }

    private (long Id, Task<LeaseAnswer> Answer) Ask(LeaseQuestionKind kind, string? semaphore = null, int count = 1, long lease = 0)
    {
        var question = new LeaseQuestion(Interlocked.Increment(ref _last), kind, semaphore, count, lease);
        var answer = new TaskCompletionSource<LeaseAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[question.Id] = answer;
        lock (_asking) _pipe.Write(LeaseLine.Of(question));
        return (question.Id, answer.Task);
    }

    private void Hear()
    {
        try
        {
            using var answers = new StreamReader(_pipe, leaveOpen: true);
            while (answers.ReadLine() is { } line)
            {
                var answer = JsonSerializer.Deserialize<LeaseAnswer>(line, ExecutionJson.Options)!;
                if (_open.TryRemove(answer.Id, out var waiting)) waiting.TrySetResult(answer);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // This process is about to end, by its lifeline or because its unit has.
        }
        foreach (var waiting in _open.Values) waiting.TrySetException(new InvalidOperationException("The process that holds this unit's leases is gone."));
    }

    private sealed class Taken(ParentLeases parent, long id, long fence) : TaskLease
    {
        public override long Fence => fence;

        public override bool IsHeld => parent.IsTrue(LeaseQuestionKind.IsHeld, id);

        public override async ValueTask DisposeAsync() => await parent.Ask(LeaseQuestionKind.Release, lease: id).Answer;
    }
}
