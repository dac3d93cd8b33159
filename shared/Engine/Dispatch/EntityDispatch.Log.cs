using Microsoft.Extensions.Logging;
using Serverless.Durable;

namespace Serverless.Engine.Dispatch;

internal sealed partial class EntityDispatch
{
    [LoggerMessage(1006, LogLevel.Warning, "Signal '{Operation}' to entity {Entity} failed and was dropped")]
    private static partial void SignalDropped(ILogger logger, Exception fault, string operation, EntityId entity);
}
