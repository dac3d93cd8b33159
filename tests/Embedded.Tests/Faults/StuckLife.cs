using System.Text;
using Serverless.Durable;
using Serverless.Store;

namespace Serverless.Embedded.Tests.Faults;

/// <summary>Says what a host was at when a life of it took too long: its instances, and what happened to its jobs last.</summary>
internal static class StuckLife
{
    // A host whose thread is gone does not answer; its files do.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private const int LastEvents = 12;

    public static async Task<string> DescribeAsync(DurableClient client, TenantStores stores)
    {
        var text = new StringBuilder();
        try
        {
            var page = await client.QueryAsync(new InstanceQuery { PageSize = 1000 }, CancellationToken.None).WaitAsync(MaxWait, TimeProvider.System);
            foreach (var instance in page.Instances) text.AppendLine($"  {instance.Id} {instance.Name}: {instance.Status} {instance.CustomStatus} {instance.Held} {instance.Failure?.Message}");
            foreach (var job in page.Instances.Where(i => i.Name.Name == "Job")) await EventsAsync(stores, job.Id.Value[(job.Id.Value.IndexOf('~', StringComparison.Ordinal) + 1)..], text);
        }
        catch (Exception e)
        {
            text.AppendLine($"  and it cannot be asked: {e.GetType().Name}: {e.Message}");
        }
        return text.ToString();
    }

    private static async Task EventsAsync(TenantStores stores, string job, StringBuilder text)
    {
        var last = new Queue<string>();
        for (var number = 0L; await stores.Events.ReadAsync(job, number, CancellationToken.None) is { } page; number++)
        {
            foreach (var happened in page.Events)
            {
                last.Enqueue($"  {happened.At:HH:mm:ss.fff} {page.Source} {happened.Type} {happened.Data}");
                if (last.Count > LastEvents) last.Dequeue();
            }
        }
        text.AppendJoin('\n', last).AppendLine();
    }
}
