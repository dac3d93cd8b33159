using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;

namespace Serverless.Logic.Speculation;

/// <summary>One attempt at a unit, as one or as two runs of it: the first that is done counts.</summary>
internal sealed class AttemptRace(int unit, int pipeline, UnitRequest request, DateTimeOffset since)
{
    // Completed inside a step of the orchestration, never from elsewhere: what follows runs in that step, the same at every replay.
    private readonly TaskCompletionSource<UnitReport?> _ended = new();
    private DurableFailureException? _lost;

    public int Unit => unit;

    public int Pipeline => pipeline;

    public UnitRequest Request => request;

    public Task<UnitReport?> Ended => _ended.Task;

    /// <summary>Since when the first run runs, as far as known: at first, since it was handed out.</summary>
    public DateTimeOffset Since { get; set; } = since;

    public bool FirstRuns { get; private set; } = true;

    public bool SpeculativeRuns { get; private set; }

    public bool HadSpeculative { get; private set; }

    public void Speculated() => HadSpeculative = SpeculativeRuns = true;

    /// <summary>The first run reported: that is how the attempt ended, whatever it says, unless the speculative attempt was done before.</summary>
    public void FirstEnded(UnitReport? report)
    {
        FirstRuns = false;
        _ended.TrySetResult(report);
    }

    /// <summary>The first run was lost: the attempt is, unless its speculative attempt still runs.</summary>
    public void FirstLost(DurableFailureException failure)
    {
        FirstRuns = false;
        if (SpeculativeRuns) _lost = failure;
        else _ended.TrySetException(failure);
    }

    /// <summary>What the first run reported cannot be understood.</summary>
    public void Broke(Exception why)
    {
        FirstRuns = false;
        _ended.TrySetException(why);
    }

    /// <summary>The speculative attempt ended. Only done counts: what else may become of it, the first run tells.</summary>
    public void SpeculativeEnded(UnitReport? report)
    {
        SpeculativeRuns = false;
        if (report?.Status == UnitEnd.Done) _ended.TrySetResult(report with { IsSpeculative = true });
        else if (_lost is { } failure) _ended.TrySetException(failure);
    }
}
