using Microsoft.Extensions.Logging;

namespace Serverless.Local.Host;

internal sealed partial class QueueLoop
{
    [LoggerMessage(6005, LogLevel.Warning, "Queue '{Queue}' could not be served; it is asked again in a few seconds")]
    private static partial void Trouble(ILogger logger, Exception fault, string queue);

    [LoggerMessage(6006, LogLevel.Information, "Queue '{Queue}': {Line}")]
    private static partial void Took(ILogger logger, string queue, string line);
}
