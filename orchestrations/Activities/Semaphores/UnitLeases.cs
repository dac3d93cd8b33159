using System.Collections.Concurrent;
using Serverless.Graph.Functions;
using Serverless.Logic.Messages;
using Serverless.Semaphores;
using Serverless.Semaphores.Holding;

namespace Serverless.Activities.Semaphores;

/// <summary>The leases of one attempt at a unit: those that its block reserved, and those that its tasks take while they run.</summary>
internal sealed class UnitLeases : TaskSemaphores, IAsyncDisposable
{
    private readonly UnitSemaphores? _semaphores;
    private readonly UnitRequest _request;
    private readonly CancellationTokenSource _lost = new();

    // By name; null while it waits.
    private readonly ConcurrentDictionary<string, HeldLeases?> _taken = new(StringComparer.Ordinal);
    private HeldLeases? _reserved;
    private CancellationTokenRegistration _watch;

    private UnitLeases(UnitSemaphores? semaphores, UnitRequest request)
    {
        _semaphores = semaphores;
        _request = request;
    }

    /// <summary>Cancelled when one of them cannot be renewed.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Whether what the block reserved is surely held at this instant.</summary>
    public bool IsHeld() => _reserved?.IsHeld != false;

    /// <summary>The process that used them died: they are left to expire, because what they stand for may outlive it.</summary>
    public void Abandon()
    {
        _reserved?.Abandon();
        foreach (var held in _taken.Values) held?.Abandon();
    }

    /// <summary>Activates what the block reserved.</summary>
    /// <returns>Null when a reservation was over already.</returns>
    public static async Task<UnitLeases?> ActivateAsync(UnitSemaphores? semaphores, UnitRequest request, CancellationToken cancellationToken)
    {
        var leases = new UnitLeases(semaphores, request);
        if (request.Leases.Count == 0) return leases;
        if (semaphores is null) throw new InvalidOperationException("This host runs units without semaphores, and the unit needs one.");
        leases._reserved = await HeldLeases.ActivateAsync(semaphores.Of(request.Job.Tenant), request.Leases, semaphores.Time, cancellationToken);
        if (leases._reserved is null) return null;
        leases._watch = leases._reserved.Lost.Register(leases._lost.Cancel);
        return leases;
    }

    public override async ValueTask<TaskLease> AcquireAsync(string name, CancellationToken cancellationToken, int count = 1)
    {
        if (_semaphores is null) throw new InvalidOperationException("This host runs units without semaphores.");
        if (SemaphoreId.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(name));
        if (_request.Leases.Any(g => g.Semaphore == name))
            throw new InvalidOperationException($"The node's policy holds semaphore '{name}' already; a task that waits for more of it could wait for itself.");
        if (!_taken.TryAdd(name, null)) throw new InvalidOperationException($"This task holds semaphore '{name}' already; waiting for more of it could wait for itself.");
        try
        {
            return await TakeAsync(_semaphores.Of(_request.Job.Tenant), name, count, cancellationToken);
        }
        catch
        {
            _taken.TryRemove(name, out _);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        if (_reserved is not null) await _reserved.DisposeAsync();
        _lost.Dispose();
    }

    private async Task<TaskLease> TakeAsync(SemaphoreClient client, string name, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A new id each time: an attempt that died waits for none, and its reservation runs out.
            var id = $"{_request.Job.Id}-{_request.Unit}-{Guid.NewGuid():N}";
            var options = new AcquireOptions { Holder = $"job {_request.Job.Id}, unit {_request.Unit}" };
            SemaphoreGrants granted;
            try
            {
                granted = await client.AcquireAsync(id, new Dictionary<string, int>(StringComparer.Ordinal) { [name] = count }, options, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await client.WithdrawAsync(id, [name], CancellationToken.None);
                throw;
            }
            if (granted.Grants.Count == 0) throw new InvalidOperationException($"Semaphore '{name}': {granted.Answer.Message}");
            var held = await HeldLeases.ActivateAsync(client, granted.Grants, _semaphores!.Time, cancellationToken);
            await client.ForgetAsync(id, cancellationToken);
            if (held is not null) return new Taken(this, name, held);
        }
    }

    private sealed class Taken : TaskLease
    {
        private readonly UnitLeases _owner;
        private readonly string _name;
        private readonly HeldLeases _held;
        private readonly CancellationTokenRegistration _watch;

        public Taken(UnitLeases owner, string name, HeldLeases held)
        {
            _owner = owner;
            _name = name;
            _held = held;
            owner._taken[name] = held;
            _watch = held.Lost.Register(owner._lost.Cancel);
        }

        public override long Fence => _held.Grants[0].Leases[0].Fence;

        public override bool IsHeld => _held.IsHeld;

        public override async ValueTask DisposeAsync()
        {
            await _watch.DisposeAsync();
            await _held.DisposeAsync();
            _owner._taken.TryRemove(_name, out _);
        }
    }
}
