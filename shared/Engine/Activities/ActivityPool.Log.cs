using Microsoft.Extensions.Logging;
using Serverless.Durable;

namespace Serverless.Engine.Activities;

internal sealed partial class ActivityPool
{
    [LoggerMessage(1008, LogLevel.Warning, "Activity {Activity} of {Instance} failed; its caller tries again or gives up, as its policy says")]
    private static partial void Failed(ILogger logger, Exception fault, string activity, InstanceId instance);

    [LoggerMessage(1020, LogLevel.Debug, "Activity {Activity} of {Instance} failed, and another attempt would as well")]
    private static partial void Refused(ILogger logger, Exception fault, string activity, InstanceId instance);
}
