using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Semaphores;
using Serverless.Durable;

namespace Serverless.Api.Routes;

/// <summary>The routes of <see cref="SemaphoreHandlers"/>: reads what they ask for from a request, and sends their replies.</summary>
internal static class SemaphoreRoutes
{
    public static async Task<ApiResponse> ListAsync(RouteCall call, CancellationToken cancellationToken) => Response(call, await Handlers(call).ListAsync(cancellationToken));

    public static async Task<ApiResponse> GetAsync(RouteCall call, CancellationToken cancellationToken) => Response(call, await Handlers(call).ShowAsync(call["name"], cancellationToken));

    public static async Task<ApiResponse> SetAsync(RouteCall call, CancellationToken cancellationToken) =>
        Response(call, await Handlers(call).SetAsync(call["name"], await ReadAsync<SemaphoreSpec>(call, cancellationToken), cancellationToken));

    public static async Task<ApiResponse> AcquireAsync(RouteCall call, CancellationToken cancellationToken) =>
        Response(call, await Handlers(call).AcquireAsync(call["name"], await ReadAsync<LeaseRequest>(call, cancellationToken), cancellationToken));

    public static async Task<ApiResponse> WithdrawAsync(RouteCall call, CancellationToken cancellationToken) =>
        Response(call, await Handlers(call).WithdrawAsync(call["name"], call.Request.Parameter("id") ?? throw ApiProblemException.BadRequest("Say which request: id."), cancellationToken));

    public static async Task<ApiResponse> HeartbeatAsync(RouteCall call, CancellationToken cancellationToken) =>
        Response(call, await Handlers(call).HeartbeatAsync(call["name"], call["lease"], await ReadAsync<LeaseSign>(call, cancellationToken), cancellationToken));

    public static async Task<ApiResponse> ReleaseAsync(RouteCall call, CancellationToken cancellationToken)
    {
        var force = call.Request.Parameter("force") switch
        {
            null or "false" => false,
            "true" => true,
            { } other => throw ApiProblemException.BadRequest($"force is '{other}'; true and false are allowed."),
        };
        var owner = call.Request.Parameter("owner") ?? "";
        return Response(call, await Handlers(call).ReleaseAsync(call["name"], call["lease"], Fence(call, force), owner, force, cancellationToken));
    }

    internal static SemaphoreHandlers Handlers(RouteCall call) => new(call.Services.Client, call.Tenant, call.Services.Time);

    private static long Fence(RouteCall call, bool force)
    {
        if (call.Request.Parameter("fence") is not { } text) return force ? 0 : throw ApiProblemException.BadRequest("Give the lease's fencing number as fence, or force=true.");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var fence) ? fence : throw ApiProblemException.BadRequest($"fence is '{text}', which is no fencing number.");
    }

    private static async Task<T> ReadAsync<T>(RouteCall call, CancellationToken cancellationToken)
        where T : class
    {
        var body = await RequestBody.ReadAsync(call.Request, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, DurableJson.Options) ?? throw ApiProblemException.BadRequest("The body is null; a JSON object is needed.");
        }
        catch (JsonException e)
        {
            throw ApiProblemException.BadRequest($"The body is not what this takes: {e.Message}");
        }
    }

    private static ApiResponse Response(RouteCall call, SemaphoreReply reply) => reply.Body switch
    {
        null => ApiResponse.Empty(reply.Status),
        SemaphoreProblem problem => new ApiProblemException(problem.Status, problem.Code, problem.Title, problem.Detail).ToResponse(call.Request.Path),
        { } body => ApiResponse.Bytes(reply.Status, JsonSerializer.SerializeToUtf8Bytes(body, DurableJson.Options), ApiResponse.Json),
    };
}
