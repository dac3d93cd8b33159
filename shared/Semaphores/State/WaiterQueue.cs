using System.Collections.Immutable;

namespace Serverless.Semaphores.State;

/// <summary>
/// The queue of a semaphore: its head in the semaphore's own state, the rest in pages, which are entities of their own, so that a change costs the same
/// however many wait. Invariant: no request is granted while a page may hold somebody who comes before.
/// </summary>
internal static class WaiterQueue
{
    /// <summary>Waiters of a page. With the longest ids a page still fits one message of 16 KB.</summary>
    public const int PageSize = 28;

    /// <summary>More waiters than these in the state, and the last of them are parked.</summary>
    public const int MaxHead = 80;

    /// <summary>Fewer than these, and the next page is asked for.</summary>
    public const int MinHead = 28;

    /// <summary>A page that was asked for and has not come for so long is asked for again.</summary>
    public static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(30);

    public static TimeSpan Waited(Waiter waiter, DateTimeOffset now)
    {
        var step = SemaphoreSettings.AgeStep.Ticks / TimeSpan.TicksPerMicrosecond;
        var waited = now.UtcTicks - ((waiter.Key + (waiter.Priority * step)) * TimeSpan.TicksPerMicrosecond);
        return TimeSpan.FromTicks(Math.Max(0, waited));
    }

    /// <summary>Whether no page can hold somebody before.</summary>
    public static bool IsFirst(SemaphoreState state, Waiter head) => state.Pages is not [var page, ..] || head.Key <= page.First;

    public static void Add(SemaphoreChange change, Waiter waiter)
    {
        var state = change.State;
        if (state.Pages is not [var first, ..] || waiter.Key < first.First)
        {
            change.State = state with { Waiters = Insert(state.Waiters, waiter) };
            return;
        }
        // Behind the page into which it falls; a page that is full or on its way back takes no request.
        var at = state.Pages.Length - 1;
        while (state.Pages[at].First > waiter.Key) at--;
        var page = state.Pages[at];
        if (page.Count < PageSize && page.Number != state.Loading)
        {
            change.State = state with { Pages = state.Pages.SetItem(at, page with { Last = Math.Max(page.Last, waiter.Key), Count = page.Count + 1 }) };
            change.Effects.Add(new SemaphoreEffect.Park(page.Number, [waiter]));
            return;
        }
        Park(change, [waiter]);
    }

    /// <summary>
    /// One that waits asks again with its place. Where a page may have it, it is there, or comes back when the page does without it. Where none may have it, the message that
    /// brought the page was lost: it takes its place again.
    /// </summary>
    public static SemaphoreAnswer Return(SemaphoreChange change, Waiter waiter)
    {
        if (!change.State.Pages.Any(p => p.First <= waiter.Key && waiter.Key <= p.Last)) Add(change, waiter);
        return SemaphoreMachine.Waiting(waiter);
    }

    public static SemaphoreAnswer Withdraw(SemaphoreChange change, SemaphoreRequest.Withdraw withdraw)
    {
        var state = change.State;
        var reserved = state.Leases.Where(l => l.Request == withdraw.Id).Skip(withdraw.KeepFirst).Where(l => !l.Active).ToList();
        var waits = state.Waiters.Any(w => w.Id == withdraw.Id);
        change.State = state with
        {
            Leases = state.Leases.RemoveRange(reserved),
            Waiters = waits ? state.Waiters.RemoveAll(w => w.Id == withdraw.Id) : state.Waiters,
            Totals = state.Totals with { Released = state.Totals.Released + reserved.Count, Withdrawn = state.Totals.Withdrawn + (waits ? 1 : 0) },
        };
        if (withdraw.KeepFirst > 0) return SemaphoreMachine.Done;
        change.State = SettledMemory.Add(change.State, new Settled(withdraw.Id, change.Now));
        if (waits || state.Leases.Any(l => l.Request == withdraw.Id)) return SemaphoreMachine.Done;
        foreach (var page in state.Pages.Where(p => withdraw.Key is not { } key || (p.First <= key && key <= p.Last)))
        {
            if (page.Number == state.Loading) change.State = change.State with { Leaving = change.State.Leaving.Add(withdraw.Id) };
            else change.Effects.Add(new SemaphoreEffect.Unpark(page.Number, withdraw.Id));
        }
        return SemaphoreMachine.Done;
    }

    public static SemaphoreAnswer Loaded(SemaphoreChange change, SemaphoreRequest.Loaded loaded)
    {
        var state = change.State;
        if (state.Loading != loaded.Page) return SemaphoreMachine.Done;
        var waiters = state.Waiters;
        var left = 0;
        foreach (var waiter in loaded.Waiters)
        {
            if (state.Leaving.Contains(waiter.Id)) left++;
            else if (!waiters.Any(w => w.Id == waiter.Id) && !state.Leases.Any(l => l.Request == waiter.Id)) waiters = Insert(waiters, waiter);
        }
        change.State = state with
        {
            Waiters = waiters,
            Pages = state.Pages.RemoveAll(p => p.Number == loaded.Page),
            Loading = null,
            LoadingSince = null,
            Leaving = [],
            Totals = state.Totals with { Withdrawn = state.Totals.Withdrawn + left },
        };
        return SemaphoreMachine.Done;
    }

    public static SemaphoreAnswer PageWithdrew(SemaphoreChange change, long number)
    {
        var state = change.State;
        var at = IndexOf(state.Pages, number);
        change.State = state with
        {
            Pages = at < 0 ? state.Pages : state.Pages.SetItem(at, state.Pages[at] with { Count = state.Pages[at].Count - 1 }),
            Totals = state.Totals with { Withdrawn = state.Totals.Withdrawn + 1 },
        };
        return SemaphoreMachine.Done;
    }

    /// <summary>Parks the end of a head that is too long; asks for the next page when the head is short, or may not be served before it.</summary>
    public static void Balance(SemaphoreChange change)
    {
        while (change.State.Waiters.Length > MaxHead)
        {
            var rest = change.State.Waiters[^PageSize..];
            change.State = change.State with { Waiters = change.State.Waiters[..^PageSize] };
            Park(change, rest);
        }
        var state = change.State;
        if (state.Loading is { } loading)
        {
            // The page's entity lost its host, and the message with it: asked again, it has the page or none.
            if (change.Now - state.LoadingSince < LoadPatience) return;
            change.State = state with { LoadingSince = change.Now };
            change.Effects.Add(new SemaphoreEffect.Load(loading));
            return;
        }
        if (state.Pages is not [var next, ..]) return;
        if (state.Waiters.Length >= MinHead && IsFirst(state, state.Waiters[0])) return;
        change.State = state with { Loading = next.Number, LoadingSince = change.Now };
        change.Effects.Add(new SemaphoreEffect.Load(next.Number));
    }

    private static void Park(SemaphoreChange change, ImmutableArray<Waiter> waiters)
    {
        var state = change.State;
        var page = new ParkedPage(state.NextPage, waiters[0].Key, waiters[^1].Key, waiters.Length);
        var at = state.Pages.Length;
        while (at > 0 && state.Pages[at - 1].First > page.First) at--;
        change.State = state with { Pages = state.Pages.Insert(at, page), NextPage = state.NextPage + 1 };
        change.Effects.Add(new SemaphoreEffect.Park(page.Number, waiters));
    }

    private static ImmutableArray<Waiter> Insert(ImmutableArray<Waiter> waiters, Waiter waiter)
    {
        var at = waiters.Length;
        while (at > 0 && waiters[at - 1].Key > waiter.Key) at--;
        return waiters.Insert(at, waiter);
    }

    private static int IndexOf(ImmutableArray<ParkedPage> pages, long number)
    {
        for (var at = 0; at < pages.Length; at++)
        {
            if (pages[at].Number == number) return at;
        }
        return -1;
    }
}
