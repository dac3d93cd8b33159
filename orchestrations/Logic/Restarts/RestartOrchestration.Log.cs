using Microsoft.Extensions.Logging;

namespace Serverless.Logic.Restarts;

public sealed partial class RestartOrchestration
{
    [LoggerMessage(3007, LogLevel.Warning, "Job {Job} of tenant {Tenant} cannot be started anew yet, which is tried every minute: {Reason}")]
    private static partial void NotYet(ILogger logger, string tenant, string job, string reason);
}
