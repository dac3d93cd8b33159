using Serverless.FunctionsHost.Bindings;
using Serverless.FunctionsHost.Http;
using Serverless.FunctionsHost.Workers;

namespace Serverless.FunctionsHost;

/// <summary>What tests see of the host and do to it, under <c>/_host</c>; everything else is the app's.</summary>
internal sealed class HostState(WorkerSupervisor workers, FaultPlan faults)
{
    private volatile RequestCalls? _calls;
    private IReadOnlyList<AppFunction> _functions = [];

    /// <summary>The extensions run.</summary>
    public void Ready(IReadOnlyList<AppFunction> functions, RequestCalls calls)
    {
        _functions = functions;
        _calls = calls;
    }

    public void Map(WebApplication web)
    {
        web.MapGet("/_host", () => new { IsReady = _calls is not null, Worker = workers.Running?.Id, workers.Starts, faults.Calls, OpenFaults = faults.Open, Functions = _functions.Select(static f => new { f.Name, f.Kind }) });
        web.MapPost("/_host/faults/{function}/{fault}", (string function, Fault fault, int? times) =>
        {
            for (var i = 0; i < (times ?? 1); i++) faults.Plan(function, fault);
        });
        web.MapDelete("/_host/faults", faults.Clear);
        web.MapPost("/_host/timers/{function}", (string function, CancellationToken cancellationToken) => _calls!.TimerAsync(_functions.Single(f => f.Name == function), cancellationToken));
        // Ids in paths have dots, which a pattern without the star takes for a file's.
        web.MapFallback("{*path}", context =>
        {
            if (_calls is { } calls) return calls.RequestAsync(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
    }
}
