using Microsoft.Extensions.Logging;

namespace Serverless.Engine.Dispatch;

internal sealed partial class Checkpointer
{
    [LoggerMessage(1004, LogLevel.Error, "A snapshot could not be written; the log goes on without it, and the next try comes in {Pause} at the earliest")]
    private static partial void NotWritten(ILogger logger, Exception? fault, TimeSpan pause);

    [LoggerMessage(1005, LogLevel.Warning, "Old log files could not be deleted; the next start tries again")]
    private static partial void NotTidied(ILogger logger, Exception fault);
}
