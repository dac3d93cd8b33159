using Serverless.Engine.Activities;
using Serverless.Engine.Records;
using Serverless.Engine.State;

namespace Serverless.Engine.Dispatch;

/// <summary>
/// One turn's records and what follows from them. Records change the state at once; effects wait until the frame is durable.
/// </summary>
internal sealed class Batch
{
    private readonly HubState _state;
    private readonly List<Action> _effects = [];
    private readonly List<ActivityCall> _activities = [];
    private readonly List<Action<Exception>> _onTrouble = [];

    public Batch(HubState state)
    {
        _state = state;
        Log.Frame.Begin(Frame);
    }

    /// <summary>The frame with room for its header.</summary>
    public RecordBuffer Frame { get; } = new();

    public int Records { get; private set; }

    /// <summary>Called with every record after it was applied; for checks.</summary>
    public Action<LogRecord>? Appended { get; set; }

    public IReadOnlyList<ActivityCall> Activities => _activities;

    public void Append(LogRecord record)
    {
        _state.Apply(record);
        record.Write(Frame);
        Records++;
        Appended?.Invoke(record);
    }

    /// <summary>Happens once the frame is durable.</summary>
    public void After(Action effect) => _effects.Add(effect);

    /// <inheritdoc cref="After"/>
    public void Start(ActivityCall call) => _activities.Add(call);

    /// <summary>Called when the frame could not be written at the first attempt: the request that recorded in it is not acknowledged.</summary>
    public void OnTrouble(Action<Exception> refuse) => _onTrouble.Add(refuse);

    public void Trouble(Exception why)
    {
        foreach (var refuse in _onTrouble) refuse(why);
        _onTrouble.Clear();
    }

    public void PerformEffects(ActivityLanes lanes)
    {
        foreach (var call in _activities) lanes.Enqueue(call);
        foreach (var effect in _effects) effect();
    }

    public void Clear()
    {
        _effects.Clear();
        _activities.Clear();
        _onTrouble.Clear();
        Frame.Clear();
        Log.Frame.Begin(Frame);
        Records = 0;
    }
}
