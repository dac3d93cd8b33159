using Microsoft.Extensions.Logging;

namespace Serverless.Durable.DurableTask;

public static partial class ActivityRunner
{
    [LoggerMessage(8001, LogLevel.Warning, "Activity {Activity} of {Instance} failed; its caller tries again or gives up, as its policy says")]
    private static partial void Failed(ILogger logger, Exception fault, string activity, string instance);
}
