using System.Reflection;
using System.Runtime.CompilerServices;
using Serverless.Telemetry;

namespace Serverless.Local;

/// <summary>What this program hands to OpenTelemetry.</summary>
internal static class LocalTelemetry
{
    /// <summary>Begins, when the environment asks for it or the process is scraped; else null, and nothing of OpenTelemetry is loaded.</summary>
    /// <param name="isScraped">Whether the process answers Prometheus.</param>
    public static ProcessTelemetry? Start(bool isScraped)
    {
        var settings = TelemetrySettings.Read(Environment.GetEnvironmentVariable);
        return settings.IsOn || isScraped ? Start(settings, isScraped) : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ProcessTelemetry Start(TelemetrySettings settings, bool isScraped) =>
        ProcessTelemetry.Start(settings, "serverless", typeof(LocalTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion, isScraped);
}
