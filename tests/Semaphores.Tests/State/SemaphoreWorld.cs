using System.Text.Json;
using Serverless.Durable;
using Serverless.Semaphores.State;

namespace Serverless.Semaphores.Tests.State;

/// <summary>A semaphore with its pages, as the engine runs them: messages between two entities keep their order, nothing else has one.</summary>
internal sealed class SemaphoreWorld(Random random)
{
    /// <summary>One message in so many is lost, as by a worker that died; 0: none.</summary>
    public int LosesOneIn { get; set; }

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<long, WaiterPage> _pages = [];
    private readonly Dictionary<long, Queue<SemaphoreEffect>> _toPages = [];
    private readonly Dictionary<long, Queue<SemaphoreRequest>> _fromPages = [];

    public SemaphoreState State { get; private set; } = new();

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>Grants in the order in which they were given, with the time.</summary>
    public List<(string Request, Grant Grant)> Granted { get; } = [];

    public List<(string Request, SemaphoreAnswer Answer)> Told { get; } = [];

    public DateTimeOffset? Sweep { get; private set; }

    public void Pass(TimeSpan time) => Now += time;

    public SemaphoreAnswer Ask(SemaphoreRequest request)
    {
        var step = SemaphoreMachine.Apply(State, request, Now);
        // What is stored is what the next operation sees.
        State = JsonSerializer.Deserialize<SemaphoreState>(JsonSerializer.Serialize(step.State, DurableJson.Options), DurableJson.Options)!;
        foreach (var effect in step.Effects) Take(effect);
        if (step.Answer is { Grant: { } grant } && request is SemaphoreRequest.Acquire) Granted.Add((grant.Request, grant));
        return step.Answer;
    }

    /// <summary>Delivers some of the messages that are on their way, or all.</summary>
    public void Deliver(bool all = true)
    {
        while (true)
        {
            var ready = _toPages.Where(p => p.Value.Count > 0).Select(p => (p.Key, ToPage: true)).Concat(_fromPages.Where(p => p.Value.Count > 0).Select(p => (p.Key, ToPage: false))).ToList();
            if (ready.Count == 0 || (!all && random.Next(3) == 0)) return;
            var (page, toPage) = ready[random.Next(ready.Count)];
            if (LosesOneIn > 0 && random.Next(LosesOneIn) == 0)
            {
                // A page that died on its way back has answered and forgotten, or has not begun.
                if (!toPage) _fromPages[page].Dequeue();
                else _toPages[page].Dequeue();
                continue;
            }
            if (toPage) AtPage(page, _toPages[page].Dequeue());
            else Ask(_fromPages[page].Dequeue());
        }
    }

    private void Take(SemaphoreEffect effect)
    {
        switch (effect)
        {
            case SemaphoreEffect.Tell tell:
                Told.Add((tell.Request, tell.Answer));
                if (tell.Answer.Grant is { } grant) Granted.Add((tell.Request, grant));
                break;
            case SemaphoreEffect.Park park:
                Queue(_toPages, park.Page).Enqueue(park);
                break;
            case SemaphoreEffect.Load load:
                Queue(_toPages, load.Page).Enqueue(load);
                break;
            case SemaphoreEffect.Unpark unpark:
                Queue(_toPages, unpark.Page).Enqueue(unpark);
                break;
            case SemaphoreEffect.SweepAt sweep:
                Sweep = sweep.Due;
                break;
        }
    }

    private void AtPage(long number, SemaphoreEffect message)
    {
        var page = _pages.GetValueOrDefault(number) ?? new WaiterPage();
        switch (message)
        {
            case SemaphoreEffect.Park park:
                _pages[number] = page.Add(park.Waiters);
                break;
            case SemaphoreEffect.Load:
                _pages.Remove(number);
                Queue(_fromPages, number).Enqueue(new SemaphoreRequest.Loaded(number, page.Waiters));
                break;
            case SemaphoreEffect.Unpark unpark:
                var rest = page.Remove(unpark.Request);
                if (rest != page) Queue(_fromPages, number).Enqueue(new SemaphoreRequest.PageWithdrew(number));
                _pages[number] = rest;
                break;
        }
    }

    private static Queue<T> Queue<T>(Dictionary<long, Queue<T>> queues, long page)
    {
        if (!queues.TryGetValue(page, out var queue)) queues[page] = queue = new Queue<T>();
        return queue;
    }
}
