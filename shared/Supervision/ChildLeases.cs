using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text.Json;
using Serverless.Execution.Assignments;
using Serverless.Graph.Functions;
using Serverless.Store.Json;

namespace Serverless.Supervision;

/// <summary>
/// The parent's side of a child's semaphores: takes, renews and gives back leases for it. What the child still holds when this is disposed goes back, unless the
/// child died: then the unit's leases were abandoned before.
/// </summary>
internal sealed class ChildLeases : IAsyncDisposable
{
    private readonly UnitAssignment _unit;
    private readonly NamedPipeServerStream _pipe;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, TaskLease> _taken = new();
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _waiting = new();
    private readonly ConcurrentDictionary<long, Task> _open = new();
    private readonly Task _serving;

    public ChildLeases(UnitAssignment unit)
    {
        _unit = unit;
        // Short: on Unix it becomes the path of a socket, which may have a hundred characters.
        PipeName = $"svr-{Guid.NewGuid().ToString("N")[..16]}";
        _pipe = new NamedPipeServerStream(PipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        _serving = ServeAsync();
    }

    /// <summary>Where the child asks.</summary>
    public string PipeName { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        await Task.WhenAll(_open.Values);
        foreach (var lease in _taken.Values) await lease.DisposeAsync();
        await _pipe.DisposeAsync();
        _writing.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            await _pipe.WaitForConnectionAsync(_stop.Token);
            using var questions = new StreamReader(_pipe, leaveOpen: true);
            while (await questions.ReadLineAsync(_stop.Token) is { } line)
            {
                var question = JsonSerializer.Deserialize<LeaseQuestion>(line, ExecutionJson.Options)!;
                // Waiting for a lease must not keep the next question from being heard.
                _open[question.Id] = HandleAsync(question);
                if (_open[question.Id].IsCompleted) _open.TryRemove(question.Id, out _);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The child has ended, or is about to.
        }
    }

    private async Task HandleAsync(LeaseQuestion question)
    {
        var answer = await AnswerAsync(question);
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            await _pipe.WriteAsync(LeaseLine.Of(answer), CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The child has ended.
        }
        finally
        {
            _writing.Release();
            _open.TryRemove(question.Id, out _);
        }
    }

    private async Task<LeaseAnswer> AnswerAsync(LeaseQuestion question)
    {
        var answer = new LeaseAnswer(question.Id);
        switch (question.Kind)
        {
            case LeaseQuestionKind.Acquire:
                return await AcquireAsync(question);
            case LeaseQuestionKind.Withdraw:
                if (_waiting.TryGetValue(question.Lease, out var wait)) await wait.CancelAsync();
                return answer;
            case LeaseQuestionKind.IsHeld:
                return answer with { IsTrue = _taken.TryGetValue(question.Lease, out var lease) && lease.IsHeld };
            case LeaseQuestionKind.Release:
                if (_taken.TryRemove(question.Lease, out var taken)) await taken.DisposeAsync();
                return answer;
            default:
                return answer with { IsTrue = _unit.IsAdmitted() };
        }
    }

    private async Task<LeaseAnswer> AcquireAsync(LeaseQuestion question)
    {
        if (_unit.Semaphores is not { } semaphores) return new LeaseAnswer(question.Id) { Error = "This host runs units without semaphores." };
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _waiting[question.Id] = wait;
        try
        {
            var lease = await semaphores.AcquireAsync(question.Semaphore!, wait.Token, question.Count);
            _taken[question.Id] = lease;
            return new LeaseAnswer(question.Id) { Fence = lease.Fence };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The child's task gets it, as if it had asked here.
            return new LeaseAnswer(question.Id) { Error = e is OperationCanceledException ? "The wait was ended." : e.Message };
        }
        finally
        {
            _waiting.TryRemove(question.Id, out _);
        }
    }
}
