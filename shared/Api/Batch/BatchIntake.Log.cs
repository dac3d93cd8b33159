using Microsoft.Extensions.Logging;

namespace Serverless.Api.Batch;

public sealed partial class BatchIntake
{
    [LoggerMessage(2004, LogLevel.Warning, "A message of tenant {Tenant} cannot be a job and is set aside; the list of jobs has {Job} with the reason")]
    private static partial void Rejected(ILogger logger, string tenant, string job);
}
