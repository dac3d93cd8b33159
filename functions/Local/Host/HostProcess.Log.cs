using Microsoft.Extensions.Logging;

namespace Serverless.Local.Host;

internal sealed partial class HostProcess
{
    [LoggerMessage(6001, LogLevel.Information, "Listening on {Url} (hub {Hub}). Ctrl+C stops.")]
    private static partial void Listens(ILogger logger, string url, string hub);

    [LoggerMessage(6002, LogLevel.Information, "Stopping: what runs may end, what is waiting goes on at the next start.")]
    private static partial void Stops(ILogger logger);

    [LoggerMessage(6003, LogLevel.Information, "{Functions}")]
    private static partial void HasFunctions(ILogger logger, string functions);

    [LoggerMessage(6004, LogLevel.Warning, "{Changes}")]
    private static partial void FunctionsChanged(ILogger logger, string changes);
}
