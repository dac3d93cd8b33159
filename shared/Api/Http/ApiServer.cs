using Microsoft.Extensions.Logging;
using Serverless.Api.Access;
using Serverless.Api.Catalogs;
using Serverless.Api.Events;
using Serverless.Api.Explaining;
using Serverless.Api.Jobs;
using Serverless.Api.Outputs;
using Serverless.Graph.Validation;
using Serverless.Storage;

namespace Serverless.Api.Http;

/// <summary>
/// The HTTP interface of both hosts: routes, keys, rules for callers on this machine, problems. A binding hands requests over and sends what comes back.
/// </summary>
public sealed class ApiServer(ApiServices services)
{
    private static readonly Route[] Routes =
    [
        new("GET", "/healthz", static (_, _) => Task.FromResult(ApiResponse.Of(200, new { status = "ok" }))) { IsOpen = true },
        new("GET", "/api/version", CatalogRoutes.VersionAsync) { IsOpen = true },
        new("GET", "/api/schema", CatalogRoutes.SchemaAsync) { IsOpen = true },
        new("GET", "/api/functions", CatalogRoutes.FunctionsAsync),
        new("GET", "/api/datasets", CatalogRoutes.DatasetsAsync),
        new("GET", "/api/datasets/{id}", CatalogRoutes.DatasetAsync),
        new("POST", "/api/jobs", JobRoutes.SubmitAsync),
        new("GET", "/api/jobs", JobRoutes.ListAsync),
        new("GET", "/api/jobs/{id}", JobRoutes.GetAsync),
        new("POST", "/api/jobs/{id}/cancel", JobRoutes.CancelAsync),
        new("POST", "/api/jobs/{id}/suspend", JobRoutes.SuspendAsync),
        new("POST", "/api/jobs/{id}/resume", JobRoutes.ResumeAsync),
        new("GET", "/api/jobs/{id}/events", EventRoutes.StreamAsync),
        new("GET", "/api/jobs/{id}/outputs", OutputRoutes.ListAsync),
        new("GET", "/api/jobs/{id}/outputs/{name}", OutputRoutes.GetAsync),
        new("POST", "/api/explain", ExplainRoutes.ExplainAsync),
    ];

    /// <summary>Answers a request; its faults are answers too. Cancelling stops waiting, and what was asked may still happen.</summary>
    public async Task<ApiResponse> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(request, cancellationToken);
        }
        catch (ApiProblemException e)
        {
            return e.ToResponse(request.Path);
        }
        catch (JobInvalidException e)
        {
            return ApiProblemException.InvalidJob(e.Problems).ToResponse(request.Path);
        }
        catch (Exception e) when (e is StorageException or TimeoutException or IOException)
        {
            return new ApiProblemException(503, "storage", "Storage does not answer.", e.Message) { Headers = [("Retry-After", "5")] }.ToResponse(request.Path);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The edge of the product: whatever is wrong inside is an answer, and its story is in the log.
            services.Log.LogError(e, "{Method} {Path} failed", request.Method, request.Path);
            return new ApiProblemException(500, "internal", "Something went wrong inside.", $"{e.GetType().Name}: {e.Message}").ToResponse(request.Path);
        }
    }

    private async Task<ApiResponse> RunAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var path = request.Path.Split('/');
        var there = Routes.Select(r => (Route: r, Values: r.Match(path))).Where(r => r.Values is not null).ToList();
        if (there.Count == 0) throw ApiProblemException.NotFound($"There is nothing at '{request.Path}'.");
        if (there.FirstOrDefault(r => r.Route.Method == request.Method) is not { Route: { } route, Values: { } values })
        {
            var allowed = string.Join(", ", there.Select(r => r.Route.Method));
            throw new ApiProblemException(405, "method", "That method is not allowed here.", $"'{request.Path}' takes {allowed}.") { Headers = [("Allow", allowed)] };
        }
        var tenant = route.IsOpen ? Execution.Tenants.Default : Gate.Admit(request, services.Keys);
        if (request.Method == "POST") Gate.CheckContentType(request);
        return await route.Run(new RouteCall(services, request, services.Tenants[tenant], values), cancellationToken);
    }
}
