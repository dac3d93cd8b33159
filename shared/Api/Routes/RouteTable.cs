using Serverless.Api.Http;

namespace Serverless.Api.Routes;

/// <summary>All operations of the interface. A host that binds paths one by one is compared with it by a test.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/healthz", static (_, _) => Task.FromResult(ApiResponse.Of(200, new { status = "ok" }))) { IsOpen = true },
        new("GET", "/metrics", MetricsRoutes.ReadAsync),
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
        new("GET", "/api/jobs/{id}/tasks/{key}", TaskRoutes.GetAsync),
        new("GET", "/api/jobs/{id}/logs", LogRoutes.GetAsync),
        new("GET", "/api/jobs/{id}/failures", FailureRoutes.GetAsync),
        new("GET", "/api/jobs/{id}/trace", TraceRoutes.GetAsync),
        new("GET", "/api/jobs/{id}/graph", PictureRoutes.GraphAsync),
        new("GET", "/api/jobs/{id}/stream", PictureRoutes.StreamAsync),
        new("POST", "/api/explain", ExplainRoutes.ExplainAsync),
        new("GET", "/api/semaphores", SemaphoreRoutes.ListAsync),
        new("GET", "/api/semaphores/{name}", SemaphoreRoutes.GetAsync),
        new("PUT", "/api/semaphores/{name}", SemaphoreRoutes.SetAsync),
        new("POST", "/api/semaphores/{name}/leases", SemaphoreRoutes.AcquireAsync),
        new("DELETE", "/api/semaphores/{name}/leases", SemaphoreRoutes.WithdrawAsync),
        new("PUT", "/api/semaphores/{name}/leases/{lease}", SemaphoreRoutes.HeartbeatAsync),
        new("DELETE", "/api/semaphores/{name}/leases/{lease}", SemaphoreRoutes.ReleaseAsync),
        // Last: names that stand above go before any file.
        new("GET", "/{file?}", PageRoutes.GetAsync) { IsOpen = true },
    ];
}
