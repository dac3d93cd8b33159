using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Serverless.Local.Logging;

/// <summary>The process's log.</summary>
internal static class ProcessLog
{
    /// <summary>For a process that reads no options: the child's, whose standard error is its own.</summary>
    public static IDisposable OfArguments(string[] arguments)
    {
        const string json = "json";
        var at = Array.IndexOf(arguments, LogOptions.FormatName);
        var isJson = (at >= 0 && at + 1 < arguments.Length && string.Equals(arguments[at + 1], json, StringComparison.OrdinalIgnoreCase))
            || arguments.Contains($"{LogOptions.FormatName}={json}", StringComparer.OrdinalIgnoreCase);
        return Create(LogSettings.None with { Format = isJson ? LogFormat.Json : LogFormat.Console });
    }

    /// <summary>Makes it. In JSON everything on standard error is a line of JSON, what user code prints too.</summary>
    public static ILoggerFactory Create(LogSettings settings)
    {
        if (settings.Level == LogLevel.None && settings.Format == LogFormat.Console) return NullLoggerFactory.Instance;
        var factory = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(settings.Level)
            // The web server tells each request at lower levels; ours are told by us.
            .AddFilter("Microsoft", settings.Level > LogLevel.Warning ? settings.Level : LogLevel.Warning)
            .AddProvider(new StandardErrorProvider(settings.Format, TimeProvider.System, settings.IsAsked ? [] : settings.SaidAnyway)));
        if (settings.Format == LogFormat.Json) LogSink.Replace(new LoggedLines(settings));
        return factory;
    }
}
