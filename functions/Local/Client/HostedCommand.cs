using System.CommandLine;

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
        command.Options.Add(host);
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                var settings = options.Read(parsed);
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
