using Serverless.Durable;
using Serverless.Engine.Records;

namespace Serverless.Engine.Orchestrations;

/// <summary>The actions of the step that runs now, compared with the recorded ones while replaying.</summary>
internal sealed class StepActions
{
    private List<StepAction> _taken = [];
    private IReadOnlyList<StepAction>? _recorded;
    private int _step;

    public IReadOnlyList<StepAction> Taken => _taken;

    public bool IsReplaying => _recorded is not null;

    /// <summary>The first difference; nothing after it means anything.</summary>
    public NonDeterminismException? Divergence { get; private set; }

    public void Begin(int step, IReadOnlyList<StepAction>? recorded)
    {
        _step = step;
        _recorded = recorded;
        _taken = [];
    }

    public void Add(StepAction action)
    {
        if (_recorded is not null && Divergence is null)
        {
            var recorded = _taken.Count < _recorded.Count ? _recorded[_taken.Count] : null;
            if (recorded is null) Diverge("no more actions", action.Identity);
            else if (recorded.Kind != action.Kind || recorded.Identity != action.Identity) Diverge(recorded.Identity, action.Identity);
        }
        _taken.Add(action);
    }

    public void End()
    {
        if (_recorded is not null && Divergence is null && _taken.Count < _recorded.Count) Diverge(_recorded[_taken.Count].Identity, "nothing more");
    }

    private void Diverge(string history, string code) =>
        Divergence = new NonDeterminismException(
            $"step {_step}: history has {history}, code asked for {code}. The code of this orchestration changed under a running instance, or depends on something that is not in its history.");
}
