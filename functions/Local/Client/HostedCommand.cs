using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serverless.Local.Logging;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary>What verbs have in common that speak to a host: its options and cancellation.</summary>
internal static class HostedCommand
{
    /// <summary>Adds the common options and <c>--host</c>, and runs the verb over the host that they name.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="run">What it does.</param>
    /// <param name="readsOnly">It only looks at jobs, which works beside a <c>run</c> too.</param>
    public static Command Over(Command command, Func<HostConnection, HostSettings, ParseResult, CancellationToken, Task<int>> run, bool readsOnly = false)
    {
        var host = new Option<string?>("--host") { Description = "A running host; default: the process that holds --data, else the hub is opened here", HelpName = "URL" };
        var options = new CommonOptions();
        var log = new LogOptions(LogLevel.None);
        command.Options.Add(host);
        log.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                var settings = options.Read(parsed).Telling(log.Read(parsed));
                // Jobs may run in this process: what they measure goes where the environment says.
                using var telemetry = LocalTelemetry.Start(isScraped: false);
                await using var connection = await HostConnection.OpenAsync(settings, parsed.GetValue(host), readsOnly, stop.Token);
                return await run(connection, settings, parsed, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                return ExitStatus.Cancelled;
            }
        });
        return command;
    }
}
