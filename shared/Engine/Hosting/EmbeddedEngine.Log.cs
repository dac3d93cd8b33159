using Microsoft.Extensions.Logging;

namespace Serverless.Engine.Hosting;

public sealed partial class EmbeddedEngine
{
    [LoggerMessage(1009, LogLevel.Debug, "Hub {Folder} is open: {Frames} frames read back, {Instances} instances in memory")]
    private static partial void Opened(ILogger logger, string folder, long frames, int instances);
}
