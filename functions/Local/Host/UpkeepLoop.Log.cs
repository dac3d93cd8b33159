using Microsoft.Extensions.Logging;

namespace Serverless.Local.Host;

internal sealed partial class UpkeepLoop
{
    [LoggerMessage(6007, LogLevel.Warning, "The upkeep failed; the next round tries again")]
    private static partial void Failed(ILogger logger, Exception fault);
}
