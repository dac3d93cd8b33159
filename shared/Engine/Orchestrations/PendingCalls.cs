using System.Diagnostics.CodeAnalysis;

namespace Serverless.Engine.Orchestrations;

/// <summary>What a run waits for, by sequence number. Numbers are given without gaps from 1, so a list does, and costs a reference a call.</summary>
internal sealed class PendingCalls
{
    private readonly List<IPending?> _bySequence = [];

    /// <summary>Calls that nothing answered yet.</summary>
    public int Count { get; private set; }

    public void Add(int sequence, IPending pending)
    {
        if (sequence != _bySequence.Count + 1) throw new InvalidOperationException($"Call {sequence} came after call {_bySequence.Count}.");
        _bySequence.Add(pending);
        Count++;
    }

    /// <summary>Takes one out; false when it was answered, cancelled or never made.</summary>
    public bool Remove(int sequence, [NotNullWhen(true)] out IPending? pending)
    {
        pending = sequence >= 1 && sequence <= _bySequence.Count ? _bySequence[sequence - 1] : null;
        if (pending is null) return false;
        _bySequence[sequence - 1] = null;
        Count--;
        return true;
    }
}
