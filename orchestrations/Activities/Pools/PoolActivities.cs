using System.Text.Json;
using Serverless.Durable;
using Serverless.Logic.Pools;
using Serverless.Planning;
using Serverless.Planning.Units;
using Serverless.Store.Results;

namespace Serverless.Activities.Pools;

/// <summary>Puts an attempt at a unit into its pool's queue.</summary>
internal sealed class SendUnitActivity(PoolQueues? pools) : Activity<SendUnitRequest, bool>
{
    public override async Task<bool> RunAsync(ActivityContext context, SendUnitRequest input, CancellationToken cancellationToken)
    {
        var queues = pools ?? throw new NoWorkersHereException(input.Pool);
        var message = new PoolMessage(PoolContract.Version, input.Unit, context.InstanceId.Value, queues.AnswersName);
        await queues.Of(input.Unit.Job.Tenant, input.Pool).PutAsync(JsonSerializer.SerializeToUtf8Bytes(message, DurableJson.Options), TimeSpan.Zero, cancellationToken);
        return true;
    }
}

/// <summary>Looks into the ledger for units that no answer came for, and whether the queue still has a message.</summary>
internal sealed class LookAtPoolActivity(JobLoader loader, PoolQueues? pools) : Activity<PoolLookRequest, PoolLook>
{
    public override async Task<PoolLook> RunAsync(ActivityContext context, PoolLookRequest input, CancellationToken cancellationToken)
    {
        var queues = pools ?? throw new NoWorkersHereException(input.Pool);
        // First the queue: a message that goes after this look left its unit in the ledger, or an answer.
        var isEmpty = await queues.Of(input.Job.Tenant, input.Pool).CountAsync(cancellationToken) == 0;
        var stores = loader.StoresOf(input.Job);
        var plan = await stores.Jobs.GetImmutableAsync<StagePlan>(input.Plan, cancellationToken);
        var recorded = new List<int>();
        foreach (var ordinal in input.Units)
        {
            var unit = plan.Units[ordinal];
            var pipeline = plan.Pipelines[unit.Pipeline];
            var results = await StoredResults.OpenOnwardAsync(stores, pipeline.Title, pipeline.Token, unit.Tasks, plan.EpochOf(pipeline.Token), cancellationToken);
            if (new RangeSet([unit.Tasks]).Except(results.Recorded()).IsEmpty) recorded.Add(ordinal);
        }
        return new PoolLook(recorded, isEmpty);
    }
}

/// <summary>The host has no queues to workers.</summary>
internal sealed class NoWorkersHereException(string pool)
    : Exception($"This host sends no units to workers, and the job's policy names pool '{pool}'. Leave out 'placement', or submit the job to 'serverless host'."), INonRetriable;
