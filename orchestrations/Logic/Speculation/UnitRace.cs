using Serverless.Durable;
using Serverless.Logic.Blocks;

namespace Serverless.Logic.Speculation;

/// <summary>One attempt at a unit, as one or as two runs of it: the first that is done counts.</summary>
internal sealed class UnitRace(int unit, int pipeline, UnitRequest request, DateTimeOffset since)
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

    public bool CopyRuns { get; private set; }

    public bool HadCopy { get; private set; }

    public void Copied() => HadCopy = CopyRuns = true;

    /// <summary>The first run reported: that is how the attempt ended, whatever it says, unless the copy was done before.</summary>
    public void FirstEnded(UnitReport? report)
    {
        FirstRuns = false;
        _ended.TrySetResult(report);
    }

    /// <summary>The first run was lost: the attempt is, unless its copy still runs.</summary>
    public void FirstLost(DurableFailureException failure)
    {
        FirstRuns = false;
        if (CopyRuns) _lost = failure;
        else _ended.TrySetException(failure);
    }

    /// <summary>What the first run reported cannot be understood.</summary>
    public void Broke(Exception why)
    {
        FirstRuns = false;
        _ended.TrySetException(why);
    }

    /// <summary>The copy ended. Only done counts: what else may become of it, the first run tells.</summary>
    public void CopyEnded(UnitReport? report)
    {
        CopyRuns = false;
        if (report?.Status == UnitStatus.Done) _ended.TrySetResult(report with { IsCopy = true });
        else if (_lost is { } failure) _ended.TrySetException(failure);
    }
}
