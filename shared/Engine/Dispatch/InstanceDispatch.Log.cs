using Microsoft.Extensions.Logging;
using Serverless.Durable;

namespace Serverless.Engine.Dispatch;

internal sealed partial class InstanceDispatch
{
    [LoggerMessage(1007, LogLevel.Debug, "Orchestration {Instance} failed: {Message}")]
    private static partial void Failed(ILogger logger, InstanceId instance, string message);
}
