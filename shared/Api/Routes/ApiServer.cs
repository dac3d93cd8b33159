using Serverless.Api.Http;
using Serverless.Graph.Validation;
using Serverless.Storage;
using Serverless.Store.Results;

namespace Serverless.Api.Routes;

/// <summary>
/// The HTTP interface of both hosts: routes, keys, rules for callers on this machine, problems. A binding hands requests over and sends what comes back.
/// </summary>
public sealed class ApiServer(ApiServices services)
{
    /// <summary>Every route, as a host binds it: method and template, as in <c>GET /api/jobs/{id}</c>.</summary>
    public static IReadOnlyList<string> Bindings { get; } = [.. RouteTable.Routes.Select(r => $"{r.Method} {r.Template}")];

    /// <summary>Answers a request; its faults are answers too. Cancelling stops waiting, and what was asked may still happen.</summary>
    public async Task<ApiResponse> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var observer = new RequestObserver(request, services.Log);
        try
        {
            var response = await RunAsync(request, observer, cancellationToken);
            observer.Ended(response, null);
            return response;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var response = ProblemOf(e).ToResponse(request.Path);
            observer.Ended(response, e);
            return response;
        }
    }

    private static ApiProblemException ProblemOf(Exception fault) => fault switch
    {
        ApiProblemException problem => problem,
        JobInvalidException e => ApiProblemException.InvalidJob(e.Problems),
        LostResultException e => ApiProblemException.Conflict("lost-result", $"{e.Message} 'serverless resume' with the job, or POST .../resume, makes what is lost again, and nothing else; so does its document, submitted again."),
        StorageException or TimeoutException or IOException => new ApiProblemException(503, "storage", "Storage does not answer.", fault.Message) { Headers = [("Retry-After", "5")] },
        // The edge of the product: whatever is wrong inside is an answer, and its story is in the log.
        _ => new ApiProblemException(500, "internal", "Something went wrong inside.", $"{fault.GetType().Name}: {fault.Message}"),
    };

    private async Task<ApiResponse> RunAsync(ApiRequest request, RequestObserver observer, CancellationToken cancellationToken)
    {
        var path = request.Path.Split('/');
        var there = RouteTable.Routes.Select(r => (Route: r, Values: r.Match(path))).Where(r => r.Values is not null).ToList();
        if (there.Count == 0) throw ApiProblemException.NotFound($"There is nothing at '{request.Path}'.");
        if (there.FirstOrDefault(r => r.Route.Method == request.Method) is not { Route: { } route, Values: { } values })
        {
            var allowed = string.Join(", ", there.Select(r => r.Route.Method));
            throw new ApiProblemException(405, "method", "That method is not allowed here.", $"'{request.Path}' takes {allowed}.") { Headers = [("Allow", allowed)] };
        }
        observer.Found(route);
        var tenant = route.IsOpen ? Store.Tenants.Default : Gate.Admit(request, services.Keys);
        if (request.Method is "POST" or "PUT") Gate.CheckContentType(request);
        return await route.Run(new RouteCall(services, request, services.Tenants[tenant], values) { Trace = observer.Trace }, cancellationToken);
    }
}
