using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Serverless.Telemetry;
using Serverless.Telemetry.Logging;

namespace Serverless.Azure.Hosting;

/// <summary>Application Insights straight from the worker: only so do the dimensions arrive; what goes through the Functions host is text.</summary>
internal static class Telemetry
{
    private const string Provider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";

    /// <summary>OpenTelemetry beside it: metrics for scrapes, and OTLP where the app's settings name a collector.</summary>
    public static ProcessTelemetry Start(IConfiguration configuration) =>
        ProcessTelemetry.Start(TelemetrySettings.Read(name => configuration[name]), "serverless", typeof(Telemetry).Assembly.GetName().Version?.ToString(), isScraped: true);

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddApplicationInsightsTelemetryWorkerService();
        services.ConfigureFunctionsApplicationInsights();
        // All of the app's lines: exceptions of storage may carry addresses with signatures, and the log is others' to read.
        services.AddSingleton<LoggerFactory>();
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new RedactingLoggerFactory(provider.GetRequiredService<LoggerFactory>())));
        // The provider adds a rule of its own that drops everything below warnings; levels are the app's.
        return services.Configure<LoggerFilterOptions>(options =>
        {
            if (options.Rules.FirstOrDefault(r => r.ProviderName == Provider) is { } rule) options.Rules.Remove(rule);
        });
    }
}
