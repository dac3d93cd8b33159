using Microsoft.Extensions.Logging;

namespace Serverless.Api.Routes;

internal sealed partial class RequestObserver
{
    [LoggerMessage(2001, LogLevel.Error, "{Method} {Route} failed")]
    private static partial void Failed(ILogger logger, Exception fault, string method, string route);

    [LoggerMessage(2002, LogLevel.Warning, "{Method} {Route} was answered with 503: storage does not answer")]
    private static partial void StorageSilent(ILogger logger, Exception fault, string method, string route);

    [LoggerMessage(2003, LogLevel.Debug, "{Method} {Route}: {Status} after {Seconds:0.000} s")]
    private static partial void Answered(ILogger logger, string method, string route, int status, double seconds);
}
