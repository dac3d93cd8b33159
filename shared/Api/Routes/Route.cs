using Serverless.Api.Http;
using Serverless.Jobs.Tracing;
using Serverless.Store;

namespace Serverless.Api.Routes;

/// <summary>A request that was admitted, and whose data it may touch: one tenant's.</summary>
internal sealed record RouteCall(ApiServices Services, ApiRequest Request, TenantStores Stores, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What the caller's spans and this request's are part of; null: nothing.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>A part of the path, as <c>id</c>.</summary>
    public string this[string name] => Values[name];

    public string Tenant => Stores.Tenant;
}

/// <summary>One operation.</summary>
/// <param name="Method">As in <c>GET</c>.</param>
/// <param name="Template">As in <c>/api/jobs/{id}</c>; a name with a question mark may be empty, as in <c>/{file?}</c>.</param>
/// <param name="Run">Answers.</param>
internal sealed record Route(string Method, string Template, Func<RouteCall, CancellationToken, Task<ApiResponse>> Run)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>Needs no key and touches no tenant's data.</summary>
    public bool IsOpen { get; init; }

    /// <returns>The values of the template's names; null when the path is another.</returns>
    public IReadOnlyDictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Length) return null;
        Dictionary<string, string>? values = null;
        for (var i = 0; i < path.Length; i++)
        {
            var segment = _segments[i];
            if (segment is ['{', .. var optional, '?', '}']) (values ??= new(StringComparer.Ordinal))[optional] = path[i];
            else if (segment is ['{', .. var name, '}'] && path[i].Length > 0) (values ??= new(StringComparer.Ordinal))[name] = path[i];
            else if (segment != path[i]) return null;
        }
        return values ?? (IReadOnlyDictionary<string, string>)System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
    }
}
