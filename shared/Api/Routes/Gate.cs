using System.Net;
using Serverless.Api.Access;
using Serverless.Api.Http;
using Serverless.Store;

namespace Serverless.Api.Routes;

/// <summary>
/// Lets a request in, for exactly one tenant. With a key: its owner. Without one: only from this machine, only where no keys are configured, and only to
/// a loopback name, so that a web page that a browser here shows cannot reach the API through a name of its own (DNS rebinding).
/// </summary>
internal static class Gate
{
    public const string TenantHeader = "Serverless-Tenant";

    /// <returns>The tenant.</returns>
    public static string Admit(ApiRequest request, ApiKeys keys)
    {
        var named = request.Header(TenantHeader);
        if (named is not null && Tenants.Problem(named) is { } problem) throw ApiProblemException.BadRequest(problem);
        if (KeyOf(request) is { } key)
        {
            var owner = keys.Find(key) ?? throw Unauthorized("The key is not known here.");
            if (owner.Tenant is { } tenant && named is not null && named != tenant)
                throw new ApiProblemException(403, "other-tenant", "That is another tenant's.", $"The key does not act for tenant '{named}'.");
            return owner.Tenant ?? named ?? Tenants.Default;
        }
        if (!request.FromLoopback || keys.RequiresKey) throw Unauthorized("Send a key: 'Authorization: Bearer KEY'.");
        if (!IsLoopback(request.Header("Host")))
            throw new ApiProblemException(403, "host", "The Host header is not accepted.", "Without a key, the Host header must be a loopback name, as localhost or 127.0.0.1.");
        if (request.Header("Origin") is { } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsSame(from, request.Header("Host")!)))
            throw new ApiProblemException(403, "origin", "Another site's page may not call.", $"'{origin}' is not this host.");
        return named ?? Tenants.Default;
    }

    /// <summary>What a page of another site can send without asking is a form or plain text: JSON it cannot.</summary>
    public static void CheckContentType(ApiRequest request)
    {
        var type = request.Header("Content-Type")?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
            throw new ApiProblemException(415, "content-type", "The content type is not accepted.", "Send 'Content-Type: application/json', also with an empty body.");
    }

    private static string? KeyOf(ApiRequest request)
    {
        const string bearer = "Bearer ";
        if (request.Header("Authorization") is { } authorization && authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)) return authorization[bearer.Length..].Trim();
        return request.Header("X-Api-Key");
    }

    private static bool IsLoopback(string? host)
    {
        if (host is null || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0) return false;
        return string.Equals(uri.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static bool IsSame(Uri origin, string host) => string.Equals(origin.Authority, host, StringComparison.OrdinalIgnoreCase);

    private static ApiProblemException Unauthorized(string detail) =>
        new(401, "key", "A key is needed.", detail) { Headers = [("WWW-Authenticate", "Bearer")] };
}
