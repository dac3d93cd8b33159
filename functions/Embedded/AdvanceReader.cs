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

    private readonly RunningUnits _units = new();
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
            _units.Forget(stage.Stage);
            // What a stage before it planned and did not do is planned again in this one.
            var done = _advance.Done + stage.FoundTasks;
            _advance = new(done, done + stage.Nodes.Sum(n => n.Tasks), _advance.Found + stage.FoundTasks);
        }
        else if (type == JobEvents.UnitEnded)
        {
            var unit = data.Deserialize<UnitEvent>(ExecutionJson.Options)!;
            var totals = unit.Report.Totals;
            _advance = _advance with { Done = _advance.Done + totals.Tasks + totals.Found - _units.Ended(unit.Stage, unit.Unit), Found = _advance.Found + totals.Found };
        }
        else if (type == UnitProgress.Type)
        {
            if (_units.Ran(data.Deserialize<UnitProgress>(ExecutionJson.Options)!) is { } more) _advance = _advance with { Done = _advance.Done + more };
        }
    }
}
