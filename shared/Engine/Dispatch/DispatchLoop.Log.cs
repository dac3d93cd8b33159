using Microsoft.Extensions.Logging;

namespace Serverless.Engine.Dispatch;

internal sealed partial class DispatchLoop
{
    [LoggerMessage(1001, LogLevel.Critical, "The durable engine of hub {Folder} stopped after a fault; the process that opens the hub next goes on from the last frame of its log")]
    private static partial void Stopped(ILogger logger, Exception fault, string folder);

    [LoggerMessage(1002, LogLevel.Error, "The log of hub {Folder} could not be written; the hub waits until the disk takes it")]
    private static partial void NotWritten(ILogger logger, Exception fault, string folder);

    [LoggerMessage(1003, LogLevel.Information, "The log of hub {Folder} is written again")]
    private static partial void WrittenAgain(ILogger logger, string folder);
}
