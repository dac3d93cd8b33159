using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Serverless.Azure.Hosting;

/// <summary>Application Insights straight from the worker: only so do the dimensions arrive; what goes through the Functions host is text.</summary>
internal static class Telemetry
{
    private const string Provider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddApplicationInsightsTelemetryWorkerService();
        services.ConfigureFunctionsApplicationInsights();
        // The provider adds a rule of its own that drops everything below warnings; levels are the app's.
        return services.Configure<LoggerFilterOptions>(options =>
        {
            if (options.Rules.FirstOrDefault(r => r.ProviderName == Provider) is { } rule) options.Rules.Remove(rule);
        });
    }
}
