using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Serverless.Api.Http;
using Serverless.Api.Observing;
using Serverless.Jobs.Tracing;

namespace Serverless.Api.Routes;

/// <summary>One request: its span below the caller's, how long it took, what is said of it.</summary>
internal sealed partial class RequestObserver : IDisposable
{
    // Requests are any client's to make up: what is no route of ours is one of these.
    private const string NoRoute = "(none)";

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly ILogger _log;
    private readonly ApiRequest _request;
    private readonly Activity? _span;
    private readonly TraceContext? _caller;
    private string _route = NoRoute;

    public RequestObserver(ApiRequest request, ILogger log)
    {
        (_request, _log) = (request, log);
        _caller = TraceContext.Parse(request.Header("traceparent"), request.Header("tracestate"));
        _span = ApiInstruments.Start(request.Method, ActivityKind.Server, _caller);
    }

    /// <summary>For what the request starts.</summary>
    public TraceContext? Trace => _span is { Recorded: true } ? TraceContext.Of(_span.Context) : _caller;

    public void Found(Route route) => _route = route.Template;

    public void Ended(ApiResponse response, Exception? fault)
    {
        var status = response.Status;
        var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        if (fault is not null && status == 503) StorageSilent(_log, fault, _request.Method, _route);
        else if (fault is not null && status >= 500) Failed(_log, fault, _request.Method, _route);
        else Answered(_log, _request.Method, _route, status, seconds);
        ApiInstruments.RequestDuration.Record(seconds, new("http.request.method", MethodText), new("http.route", _route), new("http.response.status_code", status));
        if (_span is null) return;
        _span.DisplayName = $"{MethodText} {_route}";
        _span.SetTag("http.request.method", MethodText);
        _span.SetTag("http.route", _route);
        _span.SetTag("http.response.status_code", status);
        if (status >= 500) _span.SetStatus(ActivityStatusCode.Error, fault?.GetType().Name ?? status.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _span?.Dispose();

    // As the conventions have it: a made-up method is no name of a series.
    private string MethodText => _request.Method is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "PATCH" ? _request.Method : "_OTHER";
}
