using Serverless.Jobs;

namespace Serverless.Logic.Stages;

/// <summary>
/// Decides what of a stage runs when: a directed acyclic graph of items (blocks of a stage, units of a block), a window of how many may run at once,
/// lost attempts tried again. Pure: events in, commands out; no clock, no I/O, no randomness, and the same commands for the same events.
/// </summary>
/// <remarks>
/// Invariants are in <see cref="StageValidator"/>, checked after every event in tests. The transitions:
/// <code>
/// from      event                          to          when
/// Waiting   a need became Done             Ready       it was the last one
/// Waiting   a need Failed or Skipped       Skipped     onError is Continue
/// Ready     room in the window             Running     lowest item first, of those whose groups have room
/// Running   ItemEnded(Done)                Done
/// Running   ItemEnded(Failed)              Failed
/// Running   ItemEnded(Lost)                Ready       attempts are left
/// Running   ItemEnded(Lost)                Failed      no attempts are left
/// Running   ItemEnded(Split)               Split       nothing new starts
/// Running   ItemEnded(Lost)                Abandoned   the stage stops only because an item was split
/// Waiting   Failed with Stop, cancelled or split    Abandoned
/// Ready     Failed with Stop, cancelled or split    Abandoned
/// </code>
/// </remarks>
public sealed class StageMachine
{
    private readonly StageGraph _graph;
    private readonly StageRules _rules;
    private readonly ItemStatus[] _status;
    private readonly int[] _attempts;
    private readonly OpenNeeds _needs;
    private readonly List<int> _touched = [];
    private readonly PriorityQueue<int, int> _ready = new();
    private readonly GroupSlots _slots;
    private readonly int[] _count = new int[Enum.GetValues<ItemStatus>().Length];
    private bool _started;
    private bool _stopping;
    private bool _cancelled;
    private bool _ended;

    public StageMachine(StageGraph graph, StageRules rules)
    {
        _graph = graph;
        _rules = rules;
        _slots = new GroupSlots(rules.Limits);
        _status = new ItemStatus[graph.Count];
        _attempts = new int[graph.Count];
        _needs = new OpenNeeds(graph);
        _count[(int)ItemStatus.Waiting] = graph.Count;
    }

    internal StageGraph Graph => _graph;

    internal StageRules Rules => _rules;

    internal GroupSlots Slots => _slots;

    internal bool IsStopping => _stopping;

    internal bool HasEnded => _ended;

    /// <summary>How many items stand so.</summary>
    public int CountOf(ItemStatus status) => _count[(int)status];

    public ItemStatus StatusOf(int item) => _status[item];

    internal int AttemptsOf(int item) => _attempts[item];

    /// <summary>Takes one event and says what to do now. Repeated and outdated ends of attempts are dropped.</summary>
    /// <exception cref="InvalidOperationException">The event makes no sense here; the message tells the item's story.</exception>
    public IReadOnlyList<StageCommand> Apply(StageEvent happened)
    {
        if (_ended) return [];
        if (!_started && happened is not StageEvent.Started) throw new InvalidOperationException($"{happened} came before Started.");
        switch (happened)
        {
            case StageEvent.Started when _started:
                throw new InvalidOperationException("Started came twice.");
            case StageEvent.Started:
                _started = true;
                for (var item = 0; item < _graph.Count; item++)
                {
                    if (_needs.IsFree(item)) MakeReady(item);
                }
                break;
            case StageEvent.CancelRequested:
                _cancelled = true;
                StopStarting();
                break;
            case StageEvent.ItemEnded ended:
                End(ended);
                break;
        }
        return Commands();
    }

    private void End(StageEvent.ItemEnded ended)
    {
        var (item, attempt, result) = ended;
        if ((uint)item >= (uint)_graph.Count) throw new InvalidOperationException($"{ended}: there are {_graph.Count} items.");
        if (_status[item] is ItemStatus.Waiting or ItemStatus.Ready && attempt > _attempts[item])
            throw new InvalidOperationException($"{ended}: item {item} is {_status[item]} and had {_attempts[item]} attempts.");
        if (_status[item] != ItemStatus.Running || attempt != _attempts[item]) return;
        _touched.Clear();
        _slots.Leave(item, _touched);
        TryAgain();
        switch (result)
        {
            case UnitEnd.Done:
                Move(item, ItemStatus.Done);
                _touched.Clear();
                _needs.Done(item, _touched);
                foreach (var free in _touched)
                {
                    if (_status[free] == ItemStatus.Waiting) MakeReady(free);
                }
                break;
            case UnitEnd.Lost when attempt < _rules.MaxAttempts && !_stopping:
                MakeReady(item);
                break;
            case UnitEnd.Split:
                Move(item, ItemStatus.Split);
                StopStarting();
                break;
            case UnitEnd.Lost when _stopping && !_cancelled && CountOf(ItemStatus.Split) > 0 && CountOf(ItemStatus.Failed) == 0:
                // What is left is planned anew, this with it.
                Move(item, ItemStatus.Abandoned);
                break;
            default:
                Move(item, ItemStatus.Failed);
                if (_rules.OnError == OnError.Stop) StopStarting();
                else Skip(item);
                break;
        }
    }

    private List<StageCommand> Commands()
    {
        var commands = new List<StageCommand>();
        while (!_stopping && CountOf(ItemStatus.Running) < _rules.Window && _ready.TryDequeue(out var item, out _))
        {
            _touched.Clear();
            if (!_slots.TryEnter(item, _touched))
            {
                TryAgain();
                continue;
            }
            Move(item, ItemStatus.Running);
            commands.Add(new StageCommand.Start(item, ++_attempts[item]));
        }
        if (CountOf(ItemStatus.Running) + CountOf(ItemStatus.Ready) + CountOf(ItemStatus.Waiting) == 0)
        {
            _ended = true;
            commands.Add(new StageCommand.End(new StageOutcome(
                CountOf(ItemStatus.Done), CountOf(ItemStatus.Failed), CountOf(ItemStatus.Skipped), CountOf(ItemStatus.Abandoned), _cancelled)
            {
                Split = CountOf(ItemStatus.Split),
            }));
        }
        return commands;
    }

    private void TryAgain()
    {
        foreach (var waiting in _touched)
        {
            if (_status[waiting] == ItemStatus.Ready) _ready.Enqueue(waiting, waiting);
        }
    }

    private void MakeReady(int item)
    {
        Move(item, _stopping ? ItemStatus.Abandoned : ItemStatus.Ready);
        if (!_stopping) _ready.Enqueue(item, item);
    }

    private void StopStarting()
    {
        if (_stopping) return;
        _stopping = true;
        _ready.Clear();
        for (var item = 0; item < _graph.Count; item++)
        {
            if (_status[item] is ItemStatus.Waiting or ItemStatus.Ready) Move(item, ItemStatus.Abandoned);
        }
    }

    private void Skip(int failed)
    {
        _touched.Clear();
        _needs.Lose(failed, _touched);
        // Grows while it is read: what needs a skipped item is skipped too.
        for (var at = 0; at < _touched.Count; at++)
        {
            if (_status[_touched[at]] != ItemStatus.Waiting) continue;
            Move(_touched[at], ItemStatus.Skipped);
            _needs.Lose(_touched[at], _touched);
        }
    }

    private void Move(int item, ItemStatus to)
    {
        _count[(int)_status[item]]--;
        _count[(int)to]++;
        _status[item] = to;
    }
}
