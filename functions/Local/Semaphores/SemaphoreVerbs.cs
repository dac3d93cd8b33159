using System.Text.Json;
using Serverless.Api.Semaphores;
using Serverless.Durable;
using Serverless.Local.Hosting;
using Serverless.Semaphores;
using Serverless.Semaphores.Holding;

namespace Serverless.Local.Semaphores;

/// <summary>What the verbs do, over an embedded hub of this process: the same handlers as HTTP.</summary>
internal sealed class SemaphoreVerbs(HostSettings settings, DurableClient client)
{
    private readonly SemaphoreHandlers _handlers = new(client, settings.Tenant, TimeProvider.System);
    private readonly SemaphoreClient _client = new(client, settings.Tenant, TimeProvider.System);

    public static async Task<int> RunAsync(HostSettings settings, Func<SemaphoreVerbs, Task<int>> run, CancellationToken cancellationToken)
    {
        await using var host = await LocalHost.CreateAsync(settings, cancellationToken);
        await host.StartAsync(cancellationToken);
        return await run(new SemaphoreVerbs(settings, host.Client));
    }

    public async Task<int> ListAsync(CancellationToken cancellationToken)
    {
        var views = await _handlers.ViewsAsync(cancellationToken);
        if (settings.Output == OutputFormat.Json) return await JsonAsync(new SemaphoreList(views));
        if (views.Count == 0) await Console.Error.WriteLineAsync("There are no semaphores. Make one with 'serverless semaphores set NAME --limit N'.");
        foreach (var view in views) await Console.Out.WriteLineAsync(LineOf(view));
        return ExitStatus.Done;
    }

    public async Task<int> ShowAsync(string name, CancellationToken cancellationToken) => await PrintAsync(await _handlers.ShowAsync(name, cancellationToken));

    public async Task<int> SetAsync(string name, SemaphoreSpec spec, CancellationToken cancellationToken) => await PrintAsync(await _handlers.SetAsync(name, spec, cancellationToken));

    public async Task<int> AcquireAsync(string name, int count, AcquireOptions options, TimeSpan lives, CancellationToken cancellationToken)
    {
        var id = $"cli-{Guid.NewGuid():N}";
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal) { [name] = count };
        SemaphoreGrants granted;
        try
        {
            granted = await _client.AcquireAsync(id, wanted, options, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _client.WithdrawAsync(id, [name], CancellationToken.None);
            throw;
        }
        if (granted.Grants is not [{ Leases: [var lease, ..] } grant]) return await PrintAsync(SemaphoreReply.Of(granted.Answer));
        if (!await _client.BeatAsync(name, lease, new LeaseBeat(1, Activates: true, lives), cancellationToken))
            return await PrintAsync(SemaphoreReply.Of(new SemaphoreAnswer(SemaphoreStatus.Lost)));
        await _client.ForgetAsync(id, cancellationToken);
        if (settings.Output == OutputFormat.Json) return await JsonAsync(grant);
        await Console.Out.WriteLineAsync($"{lease.Id} --fence {lease.Fence}");
        return ExitStatus.Done;
    }

    public async Task<int> ReleaseAsync(string name, string lease, long fence, bool force, CancellationToken cancellationToken) =>
        await PrintAsync(await _handlers.ReleaseAsync(name, lease, fence, owner: "", force, cancellationToken));

    private async Task<int> PrintAsync(SemaphoreReply reply)
    {
        if (reply.Body is SemaphoreProblem problem)
        {
            await Console.Error.WriteLineAsync(problem.Detail);
            return ExitStatus.WrongInput;
        }
        if (reply.Body is null) return ExitStatus.Done;
        if (settings.Output == OutputFormat.Json) return await JsonAsync(reply.Body);
        if (reply.Body is not SemaphoreView view) return ExitStatus.Done;
        await Console.Out.WriteLineAsync(LineOf(view));
        foreach (var lease in view.Leases)
            await Console.Out.WriteLineAsync($"  {(lease.Active ? "holds   " : "reserved")} {lease.Count}  {lease.Id}  fence {lease.Fence}  until {lease.Expiry:HH:mm:ss}  {lease.Holder}");
        foreach (var waiter in view.Next) await Console.Out.WriteLineAsync($"  waits    {waiter.Count}  {waiter.Id}  priority {waiter.Priority}  {waiter.Holder}");
        return ExitStatus.Done;
    }

    private static string LineOf(SemaphoreView view) =>
        $"{view.Name}  {view.Held} of {view.Limit} held, {view.Pending} waiting; acquired {view.Totals.Acquired}, released {view.Totals.Released}, expired {view.Totals.Expired}, "
        + $"longest wait {view.Totals.LongestWaitSeconds:0.0} s";

    private static async Task<int> JsonAsync(object body)
    {
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(body, DurableJson.Options));
        return ExitStatus.Done;
    }
}
