using Microsoft.Extensions.Logging;

namespace Serverless.Azure.Hosting;

internal sealed partial class QueuesAtStart
{
    [LoggerMessage(7001, LogLevel.Warning, "Queue {Queue} could not be made, and is made at its first use: {Reason}")]
    private static partial void NotMade(ILogger logger, string queue, string reason);
}
