using Serverless.Durable;

namespace Serverless.Benchmarks.Tasks;

/// <summary>Counts the activities that an engine runs.</summary>
internal sealed class CountedActivities
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public DurableRegistry Wrap(DurableRegistry code)
    {
        var counted = new DurableRegistry();
        foreach (var name in code.Orchestrations) counted.AddOrchestrator(name, () => code.CreateOrchestrator(name));
        foreach (var name in code.Entities) counted.AddEntity(name, code.FindEntity(name)!);
        foreach (var name in code.Activities) counted.AddActivity(name, new Counted(this, code.FindActivity(name)!));
        return counted;
    }

    private sealed class Counted(CountedActivities counts, IActivity inner) : IActivity
    {
        public Task<string?> RunAsync(ActivityContext context, string? input, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts._count);
            return inner.RunAsync(context, input, cancellationToken);
        }
    }
}
