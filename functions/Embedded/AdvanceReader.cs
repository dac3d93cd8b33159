using System.Text.Json;
using Serverless.Activities;
using Serverless.Durable;
using Serverless.Execution;
using Serverless.Execution.Events;
using Serverless.Jobs;
using Serverless.Logic.Blocks;

namespace Serverless.Embedded;

/// <summary>Follows a job's events and reports how far it is.</summary>
internal sealed class AdvanceReader(TenantStores stores, JobKey job, IProgress<JobAdvance> progress)
{
    // A local read of one small file.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<(int Stage, int Unit), long> _running = [];
    // The first run of a unit may say something when its second run has ended it.
    private readonly HashSet<(int Stage, int Unit)> _ended = [];
    private JobAdvance _advance = new(0, 0, 0);
    private long _page;

    /// <summary>Reports until the job has ended, and everything that happened before.</summary>
    public async Task<InstanceState> FollowAsync(Task<InstanceState> ended, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look, TimeProvider.System);
        while (true)
        {
            var over = ended.IsCompleted;
            while (await stores.Events.ReadAsync(job.Id, _page, cancellationToken) is { } page)
            {
                foreach (var happened in page.Events) Add(happened.Type, happened.Data);
                _page++;
                progress.Report(_advance);
            }
            if (over) return await ended;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Add(string type, JsonElement data)
    {
        if (type == JobEvents.StagePlanned)
        {
            var stage = data.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
            foreach (var unit in _running.Keys.Where(u => u.Stage == stage.Stage).ToList()) _running.Remove(unit);
            _ended.RemoveWhere(u => u.Stage == stage.Stage);
            // What a stage before it planned and did not do is planned again in this one.
            var done = _advance.Done + stage.FoundTasks;
            _advance = new(done, done + stage.Nodes.Sum(n => n.Tasks), _advance.Found + stage.FoundTasks);
        }
        else if (type == JobEvents.UnitEnded)
        {
            var unit = data.Deserialize<UnitEvent>(ExecutionJson.Options)!;
            var totals = unit.Report.Totals;
            _running.Remove((unit.Stage, unit.Unit), out var said);
            _ended.Add((unit.Stage, unit.Unit));
            _advance = _advance with { Done = _advance.Done + totals.Tasks + totals.Found - said, Found = _advance.Found + totals.Found };
        }
        else if (type == UnitProgress.Type)
        {
            var unit = data.Deserialize<UnitProgress>(ExecutionJson.Options)!;
            if (_ended.Contains((unit.Stage, unit.Unit))) return;
            _advance = _advance with { Done = _advance.Done + unit.Tasks - _running.GetValueOrDefault((unit.Stage, unit.Unit)) };
            _running[(unit.Stage, unit.Unit)] = unit.Tasks;
        }
    }
}
