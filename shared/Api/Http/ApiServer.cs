using Microsoft.Extensions.Logging;
using Serverless.Api.Access;
using Serverless.Execution.Cache;
using Serverless.Graph.Validation;
using Serverless.Storage;

namespace Serverless.Api.Http;

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
        catch (LostResultException e)
        {
            return ApiProblemException.Conflict("lost-result", $"{e.Message} Submit the document again: what is lost is made again, and nothing else.").ToResponse(request.Path);
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
        var there = RouteTable.Routes.Select(r => (Route: r, Values: r.Match(path))).Where(r => r.Values is not null).ToList();
        if (there.Count == 0) throw ApiProblemException.NotFound($"There is nothing at '{request.Path}'.");
        if (there.FirstOrDefault(r => r.Route.Method == request.Method) is not { Route: { } route, Values: { } values })
        {
            var allowed = string.Join(", ", there.Select(r => r.Route.Method));
            throw new ApiProblemException(405, "method", "That method is not allowed here.", $"'{request.Path}' takes {allowed}.") { Headers = [("Allow", allowed)] };
        }
        var tenant = route.IsOpen ? Execution.Tenants.Default : Gate.Admit(request, services.Keys);
        if (request.Method is "POST" or "PUT") Gate.CheckContentType(request);
        return await route.Run(new RouteCall(services, request, services.Tenants[tenant], values), cancellationToken);
    }
}
