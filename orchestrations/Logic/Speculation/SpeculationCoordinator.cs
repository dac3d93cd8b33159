using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic.Messages;
using Serverless.Planning.Units;

namespace Serverless.Logic.Speculation;

/// <summary>
/// Runs the units of a block and looks after those that take far longer than the others (<see cref="StragglerRule"/>): each is started a second time when
/// a slot is idle, the first that is done counts, and the other is stopped. A second run is no attempt of its own: nothing but an event tells of it.
/// </summary>
internal sealed class SpeculationCoordinator(OrchestrationContext context, BlockInput input, BlockSpeculation speculation, Action<UnitSpeculated> told) : IDisposable
{
    // Each is a timer and an activity in the block's history.
    private const int MaxLooks = 100;

    private readonly StragglerRule _rule = new() { LeastSeconds = speculation.AfterSeconds };
    private readonly SortedDictionary<int, AttemptRace> _races = [];
    private readonly Dictionary<int, List<double>> _took = [];
    private readonly Dictionary<int, int> _siblings = speculation.PipelineOf.Where(p => p >= 0).GroupBy(p => p).ToDictionary(g => g.Key, g => g.Count());
    private readonly List<Task> _stops = [];
    private readonly CancellationTokenSource _closed = new();
    private DateTimeOffset _armed = DateTimeOffset.MaxValue;
    private int _open;
    private int _looks;

    /// <summary>Runs an attempt at a unit.</summary>
    /// <param name="unit">Ordinal within the block.</param>
    /// <param name="request">What to run.</param>
    /// <param name="run">Starts it.</param>
    public async Task<UnitReport?> RunAsync(int unit, UnitRequest request, Func<UnitRequest, Task<UnitReport?>> run)
    {
        _open++;
        try
        {
            if (speculation.PipelineOf[unit] is not (>= 0 and var pipeline)) return await run(request);
            var race = _races[unit] = new AttemptRace(unit, pipeline, request, context.Now);
            _ = FollowFirstAsync(race, run(request));
            try
            {
                var report = await race.Ended;
                if (report!.Status == UnitEnd.Done) TookOf(pipeline).Add(report.Seconds);
                return report;
            }
            finally
            {
                _races.Remove(unit);
                if (race.SpeculativeRuns || (race.HadSpeculative && race.FirstRuns)) _stops.Add(StopAsync(race));
            }
        }
        finally
        {
            _open--;
        }
    }

    /// <summary>Sees to it that somebody looks when the next unit may have become a straggler. Called whenever the block waits.</summary>
    public void Arm()
    {
        if (_closed.IsCancellationRequested || _looks >= MaxLooks || NextDue() is not { } due || due >= _armed) return;
        _armed = due;
        _looks++;
        _ = LookAsync(due);
    }

    /// <summary>Nothing is started a second time any more.</summary>
    public void Close() => _closed.Cancel();

    public void Dispose() => _closed.Dispose();

    /// <summary>Completes when everybody who lost has been told.</summary>
    public Task SettleAsync() => Task.WhenAll(_stops);

    private DateTimeOffset? NextDue()
    {
        if (IdleSlots() <= 0) return null;
        DateTimeOffset? next = null;
        foreach (var race in _races.Values.Where(r => !r.HadSpeculative))
        {
            if (LimitOf(race) is { } limit && DueOf(race, limit) is var due && (next is null || due < next)) next = due;
        }
        return next;
    }

    private async Task LookAsync(DateTimeOffset due)
    {
        try
        {
            await context.CreateTimerAsync(due, _closed.Token);
            if (_armed == due) _armed = DateTimeOffset.MaxValue;
            var late = _races.Values.Where(r => !r.HadSpeculative && LimitOf(r) is { } limit && DueOf(r, limit) <= context.Now).Take(Math.Max(0, IdleSlots())).ToList();
            if (late.Count > 0 && !_closed.IsCancellationRequested) await LookAtAsync(late);
            Arm();
        }
        catch (Exception e) when (e is OperationCanceledException or DurableFailureException)
        {
            // The block ends, or storage does not answer: units end without our help then.
        }
    }

    // When they were handed out says little: they may have waited for a slot. Their process knows since when they run.
    private async Task LookAtAsync(List<AttemptRace> late)
    {
        var request = new UnitsRequest(input.Job, input.Stage, [.. late.Select(r => r.Request.Unit)]);
        var running = await context.CallActivityAsync<IReadOnlyList<RunningUnit>>(ActivityNames.LookAtUnits, request, PlatformRetry.Policy);
        foreach (var race in late)
        {
            if (_closed.IsCancellationRequested || race.HadSpeculative || !_races.TryGetValue(race.Unit, out var current) || current != race) continue;
            var seen = running!.FirstOrDefault(r => r.Unit == race.Request.Unit);
            race.Since = context.Now - TimeSpan.FromSeconds(seen?.Seconds ?? 0);
            if (seen is null || IdleSlots() <= 0 || LimitOf(race) is not { } limit || seen.Seconds < limit) continue;
            race.Speculated();
            told(new UnitSpeculated(input.Stage, race.Request.Unit, context.Now, seen.Tasks, Math.Round(seen.Seconds, 3), Math.Round(limit, 3)));
            _ = FollowSpeculativeAsync(race, context.CallActivityAsync<UnitReport>(ActivityNames.RunUnit, race.Request with { IsSpeculative = true }));
        }
    }

    private int IdleSlots() => speculation.Slots - _open - _races.Values.Count(r => r.SpeculativeRuns);

    private double? LimitOf(AttemptRace race) =>
        _rule.LimitOf(TookOf(race.Pipeline), _siblings[race.Pipeline], speculation.Expected.TryGetValue(race.Pipeline, out var expected) ? expected : null);

    // A hair later, so that what its process says is not a hair too little.
    private static DateTimeOffset DueOf(AttemptRace race, double limit) => race.Since + TimeSpan.FromSeconds(limit + 0.05);

    private List<double> TookOf(int pipeline)
    {
        if (!_took.TryGetValue(pipeline, out var took)) _took[pipeline] = took = [];
        return took;
    }

    private static async Task FollowFirstAsync(AttemptRace race, Task<UnitReport?> run)
    {
        try
        {
            race.FirstEnded(await run);
        }
        catch (DurableFailureException e)
        {
            race.FirstLost(e);
        }
        catch (Exception e)
        {
            // A report that cannot be read, from a newer worker: the block fails and says so, as it would without a race.
            race.Broke(e);
        }
    }

    private static async Task FollowSpeculativeAsync(AttemptRace race, Task<UnitReport?> run)
    {
        try
        {
            race.SpeculativeEnded(await run);
        }
        catch (Exception)
        {
            // Lost, or not to be read: the first run counts then.
            race.SpeculativeEnded(null);
        }
    }

    private async Task StopAsync(AttemptRace race)
    {
        try
        {
            var request = race.Request;
            await context.CallActivityAsync<bool>(
                ActivityNames.StopUnit, new StopUnitRequest(input.Job, request.Plan, request.Unit, request.Attempt, IsSpeculative: race.SpeculativeRuns), PlatformRetry.Policy);
        }
        catch (DurableFailureException)
        {
            // It computes for nothing, and what it records is no harm.
        }
    }
}
