using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Logic;
using Serverless.Logic.Messages;
using Serverless.Planning.Units;
using Serverless.Store;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Runs units and loses some: the attempt is gone before it did anything, or after everything was recorded and before anybody heard of it.</summary>
internal sealed class MortalUnits(IActivity inner, Tenants tenants, Journal journal, int seed) : IActivity
{
    private int _deaths;

    public int Deaths => _deaths;

    /// <summary>The registry with this in place of what runs units.</summary>
    public static DurableRegistry Replace(DurableRegistry code, Func<IActivity, IActivity> wrap)
    {
        var wrapped = new DurableRegistry();
        foreach (var name in code.Orchestrations) wrapped.AddOrchestrator(name, () => code.CreateOrchestrator(name));
        foreach (var name in code.Entities) wrapped.AddEntity(name, code.FindEntity(name)!);
        foreach (var name in code.Activities) wrapped.AddActivity(name, name == ActivityNames.RunUnit ? wrap(code.FindActivity(name)!) : code.FindActivity(name)!);
        return wrapped;
    }

    public async Task<string?> RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken)
    {
        var request = DurableJson.Read<UnitRequest>(input)!;
        var plan = await tenants[request.Job.Tenant].Jobs.GetImmutableAsync<StagePlan>(request.Plan, cancellationToken);
        var unit = plan.Units[request.Unit];
        var token = plan.Pipelines[unit.Pipeline].Token;
        // The block makes three attempts: the last one lives.
        var fate = request.Attempt > 2 ? 9 : new Random(HashCode.Combine(seed, request.Stage, request.Unit, request.Attempt)).Next(10);
        if (fate == 0) throw Lost(request);
        journal.Enter(token);
        var result = await inner.RunAsync(context, input, cancellationToken);
        if (DurableJson.Read<UnitReport>(result)!.Status == UnitEnd.Done) journal.Finished(token, unit.Tasks.First, unit.Tasks.Last);
        return fate is 1 or 2 ? throw Lost(request) : result;
    }

    private IOException Lost(UnitRequest request)
    {
        Interlocked.Increment(ref _deaths);
        return new IOException($"injected: attempt {request.Attempt} at unit {request.Unit} is lost");
    }
}
