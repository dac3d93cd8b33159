namespace Serverless.Semaphores.State;

/// <summary>
/// Decides who holds a semaphore. Pure: a request and the time in; the new state, what to do and the answer out. The rules:
/// never more leases than the limit; strictly by <see cref="Waiter.Key"/>, so a request for many leases is not passed by those for few; a request
/// that is known is not counted again; a lease that is over never comes back.
/// </summary>
public static class SemaphoreMachine
{
    /// <summary>Leases that ran out and are remembered.</summary>
    private const int RememberExpired = 64;

    /// <param name="state">What is.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The time.</param>
    /// <param name="operation">The caller's name for this very call, where doing it twice would do harm; null: asking again does none.</param>
    public static SemaphoreStep Apply(SemaphoreState state, SemaphoreRequest request, DateTimeOffset now, string? operation = null)
    {
        if (operation is not null && SettledMemory.Find(state, operation, now)?.Answer is { } known) return new SemaphoreStep(state, [], known);
        if (state.Limit == 0 && request is not SemaphoreRequest.Register) return new SemaphoreStep(state, [], Unknown);
        var change = new SemaphoreChange(Expire(state, now), now);
        var answer = request switch
        {
            SemaphoreRequest.Register register => Register(change, register),
            SemaphoreRequest.Resize resize => Resize(change, resize),
            SemaphoreRequest.Acquire acquire => Acquire(change, acquire),
            SemaphoreRequest.Withdraw withdraw => WaiterQueue.Withdraw(change, withdraw),
            SemaphoreRequest.Activate activate => Touch(change, activate.Lease, activate.Beat, activate.Owner, activate.For ?? change.State.LeaseTime),
            SemaphoreRequest.Renew renew => Touch(change, renew.Lease, renew.Beat, renew.Owner, null),
            SemaphoreRequest.Keep keep => Keep(change, keep.Id),
            SemaphoreRequest.Release release => Release(change, release),
            SemaphoreRequest.Loaded loaded => WaiterQueue.Loaded(change, loaded),
            SemaphoreRequest.PageWithdrew page => WaiterQueue.PageWithdrew(change, page.Page),
            _ => Done,
        };
        Dispatch(change);
        if (request is SemaphoreRequest.Acquire asked) answer = Settle(change, asked, answer);
        WaiterQueue.Balance(change);
        ScheduleSweep(change);
        if (operation is not null) change.State = SettledMemory.Add(change.State, new Settled(operation, now, answer));
        return new SemaphoreStep(change.State, change.Effects, answer);
    }

    internal static SemaphoreAnswer Done { get; } = new(SemaphoreStatus.Done);

    private static SemaphoreAnswer Withdrawn { get; } = new(SemaphoreStatus.TimedOut) { Message = "The request was taken back before." };

    private static SemaphoreAnswer Unknown { get; } = new(SemaphoreStatus.Unknown) { Message = "There is no such semaphore. Make it with its limit." };

    // Leases that are over go first, so that every request sees the truth of its time.
    private static SemaphoreState Expire(SemaphoreState state, DateTimeOffset now)
    {
        if (!state.Leases.Any(l => l.Expiry <= now)) return state;
        var over = state.Leases.Where(l => l.Expiry <= now).ToList();
        var remembered = state.Expired.AddRange(over.Select(l => l.Id));
        return state with
        {
            Leases = state.Leases.RemoveAll(l => l.Expiry <= now),
            Expired = remembered.Length > RememberExpired ? remembered[^RememberExpired..] : remembered,
            Totals = state.Totals with { Expired = state.Totals.Expired + over.Count },
        };
    }

    private static SemaphoreAnswer Register(SemaphoreChange change, SemaphoreRequest.Register register)
    {
        var state = change.State;
        if (Problem(register.Limit, register.LeaseTime, register.ReservationTime) is { } problem) return Refused(problem);
        if (state.Limit != 0 && state.Limit != register.Limit)
            return Refused($"The semaphore has a limit of {state.Limit}, not {register.Limit}. To change it, resize it.");
        change.State = state with { Limit = register.Limit, LeaseTime = register.LeaseTime ?? state.LeaseTime, ReservationTime = register.ReservationTime ?? state.ReservationTime };
        return Done;
    }

    private static SemaphoreAnswer Resize(SemaphoreChange change, SemaphoreRequest.Resize resize)
    {
        if (Problem(resize.Limit, null, null) is { } problem) return Refused(problem);
        change.State = change.State with { Limit = resize.Limit };
        return Done;
    }

    private static SemaphoreAnswer Acquire(SemaphoreChange change, SemaphoreRequest.Acquire acquire)
    {
        var state = change.State;
        var waiter = acquire.Waiter;
        if (waiter.Count < 1 || waiter.UpTo is < 1 or > SemaphoreSettings.MaxHolders || waiter.Priority is < -100 or > 100 || waiter.Id.Length is 0 or > SemaphoreSettings.MaxId || waiter.Holder.Length > SemaphoreSettings.MaxHolder)
            return Refused($"A request has 1 or more leases, at most {SemaphoreSettings.MaxHolders} holders, a priority from -100 to 100, an id of 1 to {SemaphoreSettings.MaxId} characters and a holder of at most {SemaphoreSettings.MaxHolder}.");
        if (waiter.Count > state.Limit) return Refused(TooMany(waiter, state));
        if (GrantOf(state, waiter.Id, change.Now) is { } grant) return new SemaphoreAnswer(SemaphoreStatus.Granted) { Grant = grant };
        if (state.Waiters.FirstOrDefault(w => w.Id == waiter.Id) is { } known) return Waiting(known);
        if (SettledMemory.Find(state, waiter.Id, change.Now) is not null) return Withdrawn;
        if (waiter.Key != 0) return WaiterQueue.Return(change, waiter);
        // Strictly growing, so that equal times and clocks set back keep the order of arrival.
        var arrival = Math.Max(state.Arrival + 1, change.Now.UtcTicks / TimeSpan.TicksPerMicrosecond);
        change.State = state with { Arrival = arrival };
        var placed = waiter with { Key = arrival - (waiter.Priority * (SemaphoreSettings.AgeStep.Ticks / TimeSpan.TicksPerMicrosecond)) };
        if (acquire.Try && state.Pages.Length > 0) return new SemaphoreAnswer(SemaphoreStatus.TimedOut);
        WaiterQueue.Add(change, placed);
        return Waiting(placed);
    }

    // What an acquire came to, once the queue was served.
    private static SemaphoreAnswer Settle(SemaphoreChange change, SemaphoreRequest.Acquire acquire, SemaphoreAnswer answer)
    {
        if (answer.Status != SemaphoreStatus.Waiting) return answer;
        var id = acquire.Waiter.Id;
        if (GrantOf(change.State, id, change.Now) is { } grant)
        {
            // The answer says it; an event beside it would find no receiver.
            change.Effects.RemoveAll(e => e is SemaphoreEffect.Tell tell && tell.Request == id);
            return new SemaphoreAnswer(SemaphoreStatus.Granted) { Grant = grant };
        }
        if (!acquire.Try) return answer;
        change.State = change.State with { Waiters = change.State.Waiters.RemoveAll(w => w.Id == id) };
        return new SemaphoreAnswer(SemaphoreStatus.TimedOut);
    }

    private static SemaphoreAnswer Touch(SemaphoreChange change, string id, long beat, string owner, TimeSpan? activatedFor)
    {
        var state = change.State;
        if (state.Find(id) is not { } lease) return Gone(state, id);
        // Work can be handed out twice: the lease is the first one's, who may be alive.
        if (lease.Active && lease.Owner != owner && beat != 0) return new(SemaphoreStatus.Lost) { Message = $"Lease '{id}' was activated by somebody else." };
        // A message that was overtaken by a later one says nothing new. Beat 0 came from builds of before, and keeps a reservation alive.
        if (beat <= lease.Beat && (lease.Active || beat != 0)) return Done;
        var lives = activatedFor ?? lease.Time;
        var renewed = lease with { Active = lease.Active || activatedFor is not null, Owner = owner, Beat = beat, Time = lives, Expiry = change.Now + lives };
        change.State = state with { Leases = state.Leases.Replace(lease, renewed) };
        return Done;
    }

    private static SemaphoreAnswer Keep(SemaphoreChange change, string request)
    {
        change.State = change.State with
        {
            Leases = [.. change.State.Leases.Select(l => l.Request == request && !l.Active ? l with { Expiry = change.Now + l.Time } : l)],
        };
        return Done;
    }

    private static SemaphoreAnswer Release(SemaphoreChange change, SemaphoreRequest.Release release)
    {
        var state = change.State;
        if (state.Find(release.Lease) is not { } lease) return Gone(state, release.Lease);
        if (!release.Force && (lease.Fence != release.Fence || (lease.Active && lease.Owner != release.Owner)))
            return Refused($"Lease '{lease.Id}' is not the caller's: it has fencing number {lease.Fence}, and '{lease.Holder}' holds it. To free it all the same, force it.");
        change.State = state with { Leases = state.Leases.Remove(lease), Totals = state.Totals with { Released = state.Totals.Released + 1 } };
        return Done;
    }

    // Grants from the head of the queue as long as the head fits.
    private static void Dispatch(SemaphoreChange change)
    {
        var free = change.State.Limit - change.State.Held;
        while (change.State.Waiters is [var head, ..] && WaiterQueue.IsFirst(change.State, head))
        {
            if (head.Count > change.State.Limit)
            {
                change.State = change.State with { Waiters = change.State.Waiters.RemoveAt(0) };
                change.Effects.Add(new SemaphoreEffect.Tell(head.Instance, head.Id, Refused(TooMany(head, change.State))));
                continue;
            }
            var holders = Math.Min(head.UpTo, free / head.Count);
            if (holders < 1) return;
            free -= holders * head.Count;
            Grant(change, head, holders);
        }
    }

    private static void Grant(SemaphoreChange change, Waiter head, int holders)
    {
        var state = change.State;
        var leases = state.Leases.ToBuilder();
        for (var h = 0; h < holders; h++)
        {
            leases.Add(new Lease(
                head.UpTo == 1 ? head.Id : $"{head.Id}.{h}", head.Id, head.Count, head.Holder, state.Fence + h + 1, change.Now + state.ReservationTime, Active: false, Beat: 0, state.ReservationTime));
        }
        var waited = WaiterQueue.Waited(head, change.Now).TotalSeconds;
        change.State = state with
        {
            Leases = leases.ToImmutable(),
            Waiters = state.Waiters.RemoveAt(0),
            Fence = state.Fence + holders,
            Totals = state.Totals with
            {
                Acquired = state.Totals.Acquired + holders,
                Waits = state.Totals.Waits + 1,
                WaitSeconds = state.Totals.WaitSeconds + waited,
                LongestWaitSeconds = Math.Max(state.Totals.LongestWaitSeconds, waited),
            },
        };
        var grant = GrantOf(change.State, head.Id, change.Now)! with { Waited = TimeSpan.FromSeconds(waited) };
        change.Effects.Add(new SemaphoreEffect.Tell(head.Instance, head.Id, new SemaphoreAnswer(SemaphoreStatus.Granted) { Grant = grant }));
    }

    private static Grant? GrantOf(SemaphoreState state, string request, DateTimeOffset now)
    {
        var leases = state.Leases.Where(l => l.Request == request && l.Expiry > now).Select(l => new GrantedLease(l.Id, l.Fence)).ToList();
        return leases.Count == 0 ? null : new Grant("", request, leases, state.LeaseTime, state.ReservationTime, TimeSpan.Zero);
    }

    // One signal is on its way at most, unless something is over sooner than it comes.
    private static void ScheduleSweep(SemaphoreChange change)
    {
        var state = change.State;
        if (state.SweepAt <= change.Now) state = state with { SweepAt = null };
        if (!state.Leases.IsEmpty)
        {
            var next = state.Leases.Min(l => l.Expiry);
            if (state.SweepAt is not { } due || next < due)
            {
                change.Effects.Add(new SemaphoreEffect.SweepAt(next));
                state = state with { SweepAt = next };
            }
        }
        change.State = state;
    }

    private static string? Problem(int limit, TimeSpan? lease, TimeSpan? reservation) =>
        limit is < 1 or > SemaphoreSettings.MaxLimit ? $"A limit of {limit} cannot be: 1 to {SemaphoreSettings.MaxLimit:N0} is allowed."
        : Outside(lease) ? $"A lease time of {lease} cannot be: {SemaphoreSettings.MinTime} to {SemaphoreSettings.MaxTime} is allowed."
        : Outside(reservation) ? $"A reservation time of {reservation} cannot be: {SemaphoreSettings.MinTime} to {SemaphoreSettings.MaxTime} is allowed."
        : null;

    private static bool Outside(TimeSpan? time) => time < SemaphoreSettings.MinTime || time > SemaphoreSettings.MaxTime;

    private static string TooMany(Waiter waiter, SemaphoreState state) => $"{waiter.Count} leases were asked for together, and the limit is {state.Limit}: that would wait for ever.";

    internal static SemaphoreAnswer Waiting(Waiter waiter) => new(SemaphoreStatus.Waiting) { Key = waiter.Key };

    private static SemaphoreAnswer Refused(string why) => new(SemaphoreStatus.Refused) { Message = why };

    private static SemaphoreAnswer Gone(SemaphoreState state, string lease) =>
        state.Expired.Contains(lease)
            ? new(SemaphoreStatus.Lost) { Message = $"Lease '{lease}' ran out before; somebody else may hold its place now." }
            : new(SemaphoreStatus.NotHeld) { Message = $"No holder has lease '{lease}': it was released before, or never granted." };
}

/// <summary>A change in the making.</summary>
internal sealed class SemaphoreChange(SemaphoreState state, DateTimeOffset now)
{
    public SemaphoreState State { get; set; } = state;

    public DateTimeOffset Now { get; } = now;

    public List<SemaphoreEffect> Effects { get; } = [];
}
