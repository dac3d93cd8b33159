using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serverless.Local.Logging;

namespace Serverless.Local.Host;

/// <summary><c>serverless host</c>: the HTTP API and the batch queue over an embedded hub.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen; port 0 takes a free one", DefaultValueFactory = _ => "http://127.0.0.1:7070", HelpName = "URL" };
        var durability = DurabilityOption.Create();
        var permissions = new PermissionOptions();
        var options = new CommonOptions();
        var log = new LogOptions(LogLevel.Information);
        var command = new Command("host", "Serves the HTTP API and runs what is submitted, there and by messages of the queue 'jobs', until it is told to stop.") { urls, durability };
        permissions.AddTo(command);
        options.AddTo(command);
        log.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = options.Read(parsed) with { Durability = parsed.GetValue(durability), Permissions = permissions.Read(parsed) };
            using var telemetry = LocalTelemetry.Start(isScraped: true)!;
            return await new HostProcess(settings.Telling(log.Read(parsed)), parsed.GetValue(urls)!, telemetry).RunAsync(cancellationToken);
        });
        return command;
    }
}
