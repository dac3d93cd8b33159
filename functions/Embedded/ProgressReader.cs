using System.Text.Json;
using Serverless.Activities;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Jobs.Progress;
using Serverless.Logic.Messages;
using Serverless.Store;
using Serverless.Store.Json;

namespace Serverless.Embedded;

/// <summary>Follows a job's events and reports how far it is.</summary>
internal sealed class ProgressReader(TenantStores stores, JobKey job, IProgress<ComputeProgress> progress)
{
    // A local read of one small file.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly UnitProgressReducer _units = new();
    private ComputeProgress _sum = new(0, 0, 0);
    private long _page;

    /// <summary>Reports until the job has ended, and everything that happened before.</summary>
    public async Task<InstanceState> FollowAsync(Task<InstanceState> ended, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        while (true)
        {
            var over = ended.IsCompleted;
            while (await stores.Events.ReadAsync(job.Id, _page, cancellationToken) is { } page)
            {
                foreach (var happened in page.Events) Add(happened.Type, happened.Data);
                _page++;
                progress.Report(_sum);
            }
            if (over) return await ended;
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Add(string type, JsonElement data)
    {
        if (type == JobEventTypes.StagePlanned)
        {
            var stage = data.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
            _units.Forget(stage.Stage);
            // What a stage before it planned and did not do is planned again in this one.
            var done = _sum.Done + stage.FoundTasks;
            _sum = new(done, done + stage.Nodes.Sum(n => n.Tasks), _sum.Found + stage.FoundTasks);
        }
        else if (type == JobEventTypes.UnitEnded)
        {
            var unit = data.Deserialize<UnitEvent>(ExecutionJson.Options)!;
            var totals = unit.Report.Totals;
            _sum = _sum with { Done = _sum.Done + totals.Tasks + totals.Found - _units.Ended(unit.Stage, unit.Unit), Found = _sum.Found + totals.Found };
        }
        else if (type == UnitProgress.Type)
        {
            if (_units.Ran(data.Deserialize<UnitProgress>(ExecutionJson.Options)!) is { } more) _sum = _sum with { Done = _sum.Done + more };
        }
    }
}
