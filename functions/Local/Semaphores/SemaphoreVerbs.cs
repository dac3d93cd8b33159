using System.Text.Json;
using Serverless.Api.Semaphores;
using Serverless.Durable;
using Serverless.Supervision;

namespace Serverless.Local.Semaphores;

/// <summary>What the verbs do, over a host's routes.</summary>
internal sealed class SemaphoreVerbs(SemaphoreApi api, OutputFormat format)
{
    public async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var list = await api.ListAsync(cancellationToken);
        if (format == OutputFormat.Json) return await JsonAsync(list);
        if (list.Semaphores.Count == 0) await Console.Error.WriteLineAsync("There are no semaphores. Make one with 'serverless semaphores set NAME --limit N'.");
        foreach (var view in list.Semaphores) await StandardOutput.Out.WriteLineAsync(LineOf(view));
        return ExitStatus.Done;
    }

    public async Task<int> ShowAsync(string name, CancellationToken cancellationToken) => await PrintAsync(await api.GetAsync(name, cancellationToken));

    public async Task<int> SetAsync(string name, SemaphoreSpec spec, CancellationToken cancellationToken) => await PrintAsync(await api.SetAsync(name, spec, cancellationToken));

    public async Task<int> AcquireAsync(string name, int count, int priority, TimeSpan? timeout, TimeSpan lives, CancellationToken cancellationToken)
    {
        var request = new LeaseRequest($"cli-{Guid.NewGuid():N}", count, priority, $"{Environment.UserName}@{Environment.MachineName}", timeout);
        try
        {
            var grant = await api.AcquireAsync(name, request, cancellationToken);
            var lease = grant.Leases[0];
            await api.HeartbeatAsync(name, lease, new LeaseSign(lease.Fence, 1, Activate: true, lives), cancellationToken);
            if (format == OutputFormat.Json) return await JsonAsync(grant);
            await StandardOutput.Out.WriteLineAsync($"{lease.Id} --fence {lease.Fence}");
            return ExitStatus.Done;
        }
        catch (OperationCanceledException)
        {
            // The wait is over: the one who comes next need not wait for a reservation to run out.
            await api.WithdrawAsync(name, request.Id, CancellationToken.None);
            throw;
        }
    }

    public async Task<int> ReleaseAsync(string name, string lease, long fence, bool force, CancellationToken cancellationToken)
    {
        await api.ReleaseAsync(name, lease, fence, force, cancellationToken);
        return ExitStatus.Done;
    }

    private async Task<int> PrintAsync(SemaphoreView view)
    {
        if (format == OutputFormat.Json) return await JsonAsync(view);
        await StandardOutput.Out.WriteLineAsync(LineOf(view));
        foreach (var lease in view.Leases)
            await StandardOutput.Out.WriteLineAsync($"  {(lease.Active ? "holds   " : "reserved")} {lease.Count}  {lease.Id}  fence {lease.Fence}  until {lease.Expiry:HH:mm:ss}  {lease.Holder}");
        foreach (var waiter in view.Next) await StandardOutput.Out.WriteLineAsync($"  waits    {waiter.Count}  {waiter.Id}  priority {waiter.Priority}  {waiter.Holder}");
        return ExitStatus.Done;
    }

    private static string LineOf(SemaphoreView view) =>
        $"{view.Name}  {view.Held} of {view.Limit} held, {view.Pending} waiting; acquired {view.Totals.Acquired}, released {view.Totals.Released}, expired {view.Totals.Expired}, "
        + $"longest wait {view.Totals.LongestWaitSeconds:0.0} s";

    private static async Task<int> JsonAsync(object body)
    {
        await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(body, DurableJson.Options));
        return ExitStatus.Done;
    }
}
