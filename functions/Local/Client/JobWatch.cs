using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Serverless.Activities;
using Serverless.Api.Jobs;
using Serverless.Jobs.Events;
using Serverless.Local.Output;
using Serverless.Logic.Messages;
using Serverless.Store.Json;

namespace Serverless.Local.Client;

/// <summary>Follows a job's events to its end, over lost connections: each new one goes on after the last event seen.</summary>
internal sealed class JobWatch(JobApi api, TimeProvider time)
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Ending = TimeSpan.FromMilliseconds(20);

    // About as long as a host takes to come up again, recovery included. Tries are not counted: one at a host that hangs takes many seconds.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private string? _last;

    /// <returns>The job at its end.</returns>
    public async Task<JobView> FollowAsync(string id, CancellationToken cancellationToken)
    {
        long? broken = null;
        while (true)
        {
            try
            {
                if (await api.ReadBodyAsync(cancel => ReadAsync(id, cancel), cancellationToken)) return await EndOfAsync(id, cancellationToken);
                broken = null;
            }
            catch (Exception e) when (e is PlatformException or HttpRequestException or IOException)
            {
                if (broken is { } since && time.GetElapsedTime(since) > MaxWait) throw;
                if (broken is null) await Console.Error.WriteLineAsync($"{(e is PlatformException ? e.Message : $"The connection broke: {e.Message}")} Tried again for a minute.");
                broken ??= time.GetTimestamp();
            }
            var job = await FindAsync(id, cancellationToken);
            if (job is { HasEnded: true }) return job;
            await Task.Delay(Reconnect, time, cancellationToken);
        }
    }

    // The last event is written before the job's own end, by a step of it: the one who asks in between would take it for one that runs.
    private async Task<JobView> EndOfAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await api.GetAsync(id, cancellationToken);
            if (job.HasEnded) return job;
            await Task.Delay(Ending, time, cancellationToken);
        }
    }

    private async Task<JobView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await api.GetAsync(id, cancellationToken);
        }
        catch (PlatformException)
        {
            // The host is away; the next attempt tells.
            return null;
        }
    }

    /// <returns>True when the job's end was seen.</returns>
    private async Task<bool> ReadAsync(string id, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{Uri.EscapeDataString(id)}/events");
        if (_last is not null) request.Headers.Add("Last-Event-ID", _last);
        using var response = await api.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent) return true;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var happened in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (!string.IsNullOrEmpty(happened.EventId)) _last = happened.EventId;
            await ShowAsync(happened.EventType, happened.Data);
            if (happened.EventType == JobEventTypes.JobEnded) return true;
        }
        return false;
    }

    private static async Task ShowAsync(string type, string data)
    {
        using var json = JsonDocument.Parse(data);
        var content = json.RootElement.GetProperty("data");
        switch (type)
        {
            case JobEventTypes.StagePlanned:
                var stage = content.Deserialize<StagePlannedData>(ExecutionJson.Options)!;
                var reused = stage.FoundTasks > 0 ? $", {stage.FoundTasks:N0} tasks found finished" : "";
                await Console.Error.WriteLineAsync($"stage {stage.Stage + 1}: {stage.Nodes.Sum(n => n.Tasks):N0} tasks in {stage.Nodes.Sum(n => n.Units)} units{reused}");
                break;
            case JobEventTypes.UnitEnded:
                var unit = content.Deserialize<UnitEvent>(ExecutionJson.Options)!;
                await Console.Error.WriteLineAsync($"{unit.Report.Node}: unit {unit.Unit} {unit.Report.Status.ToString().ToLowerInvariant()}, {unit.Report.Totals.Tasks:N0} tasks ({unit.Report.Seconds:0.00} s)");
                break;
            case UnitProgress.Type:
                var running = content.Deserialize<UnitProgress>(ExecutionJson.Options)!;
                await Console.Error.WriteLineAsync($"{running.Node}: unit {running.Unit} runs, {running.Tasks:N0} tasks so far ({running.Seconds:0.00} s)");
                break;
            case JobEventTypes.EventsLost:
                await Console.Error.WriteLineAsync(LostEventsText.Of(content.Deserialize<EventsLostData>(ExecutionJson.Options)!));
                break;
            case JobEventTypes.UnitSpeculated:
                await Console.Error.WriteLineAsync(SpeculatedText.Of(content.Deserialize<UnitSpeculated>(ExecutionJson.Options)!));
                break;
        }
    }
}
