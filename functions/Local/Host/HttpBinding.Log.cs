using Microsoft.Extensions.Logging;

namespace Serverless.Local.Host;

internal sealed partial class HttpBinding
{
    [LoggerMessage(6008, LogLevel.Warning, "{Method} {Path}: the answer broke off")]
    private static partial void BrokeOff(ILogger logger, Exception fault, string method, string path);
}
