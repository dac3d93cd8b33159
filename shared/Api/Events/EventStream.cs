using System.Text;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Durable;
using Serverless.Jobs;
using Serverless.Jobs.Events;
using Serverless.Store.Events;

namespace Serverless.Api.Events;

/// <summary>
/// A job's event log as server-sent events, from a position to the job's end. The log's pages are immutable and numbered without gaps, so that a position
/// means the same on every host and after every restart.
/// </summary>
internal sealed class EventStream(EventLog log, DurableClient client, JobKey job, TimeSpan interval, TimeProvider time)
{
    // Shorter than the idle time-outs of proxies, which are 30 s and more (Azure's front ends: 230 s).
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Whether the event at a position is the log's last.</summary>
    public async Task<bool> IsLastAsync(EventPosition position, CancellationToken cancellationToken) =>
        await log.ReadAsync(job.Id, position.Page, cancellationToken) is { } page && position.Index < page.Events.Count && page.Events[position.Index].Type == JobEventTypes.JobEnded;

    public async Task WriteAsync(EventPosition from, Stream output, CancellationToken cancellationToken)
    {
        // Clients come back a second after a connection is lost.
        await SendAsync(output, "retry: 1000\n\n", cancellationToken);
        var next = from;
        var over = false;
        var lastSent = time.GetTimestamp();
        while (true)
        {
            while (await PageAsync(next.Page, over, cancellationToken) is { } page)
            {
                if (await SendAsync(page, next, output, cancellationToken)) return;
                next = new EventPosition(next.Page + 1, 0);
                lastSent = time.GetTimestamp();
            }
            if (over) break;
            // First whether it has ended, then the log once more: what was appended before the end is seen.
            over = await HasEndedAsync(cancellationToken);
            if (over) continue;
            if (time.GetElapsedTime(lastSent) > KeepAlive)
            {
                await SendAsync(output, ": still here\n\n", cancellationToken);
                lastSent = time.GetTimestamp();
            }
            await Task.Delay(interval, time, cancellationToken);
        }
        await SendAsync(output, await WithoutEndAsync(cancellationToken), cancellationToken);
    }

    // The one who waits for the same page asks with the others; but what they saw before the end says nothing of the end.
    private Task<EventPage?> PageAsync(long page, bool isOver, CancellationToken cancellationToken) => isOver
        ? log.ReadAsync(job.Id, page, cancellationToken)
        : SharedLooks.Of(log).LookAsync($"{job.Id} {page}", interval / 2, time, () => log.ReadAsync(job.Id, page, CancellationToken.None), cancellationToken);

    private Task<bool> HasEndedAsync(CancellationToken cancellationToken) => SharedLooks.Of(log).LookAsync(
        $"{job.Id} end", interval / 2, time, async () => await client.GetAsync(JobSubmitter.InstanceOf(job), CancellationToken.None) is not { HasEnded: false }, cancellationToken);

    // The job's orchestration itself failed or was terminated: it could not write its last event. It has no id, as it is not in the log.
    private async Task<string> WithoutEndAsync(CancellationToken cancellationToken)
    {
        var instance = await client.GetAsync(JobSubmitter.InstanceOf(job), cancellationToken);
        var status = instance?.Status == InstanceStatus.Terminated ? JobState.Cancelled : JobState.Failed;
        var end = new { type = JobEventTypes.JobEnded, at = instance?.UpdatedAt ?? time.GetUtcNow(), data = new { status, reason = instance?.Failure?.Message } };
        return $"event: {JobEventTypes.JobEnded}\ndata: {JsonSerializer.Serialize(end, ApiJson.Options)}\n\n";
    }

    /// <returns>True when the job's last event was among them.</returns>
    private static async Task<bool> SendAsync(EventPage page, EventPosition from, Stream output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var ended = false;
        for (var i = from.Index; i < page.Events.Count; i++)
        {
            var happened = page.Events[i];
            text.Append($"id: {new EventPosition(from.Page, i)}\nevent: {happened.Type}\ndata: {JsonSerializer.Serialize(happened, ApiJson.Options)}\n\n");
            ended |= happened.Type == JobEventTypes.JobEnded;
        }
        if (text.Length > 0) await SendAsync(output, text.ToString(), cancellationToken);
        return ended;
    }

    private static async Task SendAsync(Stream output, string text, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
