using Microsoft.Extensions.Logging;

namespace Serverless.Local.Workers;

internal sealed partial class WorkerSlot
{
    [LoggerMessage(6012, LogLevel.Warning, "Storage refused something of a message; what is not done is done again")]
    private static partial void Trouble(ILogger logger, Exception exception);
}
