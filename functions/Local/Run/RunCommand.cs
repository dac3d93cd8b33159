using System.CommandLine;
using Microsoft.Extensions.Logging;
using Serverless.Local.Logging;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Run;

/// <summary><c>serverless run JOB.json</c>: embedded, one shot.</summary>
internal static class RunCommand
{
    // A job or a unit that failed for good (JobOrchestration.Log, ObservedUnits.Log): the progress and the report say it, in full.
    private static readonly int[] SaidAnyway = [3003, 4003];

    public static Command Create()
    {
        var file = new Argument<string>("JOB.json") { Description = "The job document" };
        var durability = DurabilityOption.Create();
        var options = new CommonOptions();
        var command = new Command("run", "Runs a job in this process and prints its outputs. Continues an unfinished job with the same document and parameters in this --data.") { file, durability };
        var eager = new Option<bool>("--eager") { Description = "Run everything on one thread, one task after the other, nothing from earlier runs: for the debugger" };
        var fresh = new Option<bool>("--fresh") { Description = "Use nothing that is recorded: make everything anew, and let that count from now on" };
        var export = new ExportOptions();
        var parameters = new ParameterOptions();
        var log = new LogOptions(LogLevel.Warning);
        command.Options.Add(eager);
        command.Options.Add(fresh);
        parameters.AddTo(command);
        export.AddTo(command);
        log.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                var settings = options.Read(parsed) with { Durability = parsed.GetValue(durability), Export = export.Read(parsed) };
                settings = settings.Telling(log.Read(parsed) with { SaidAnyway = SaidAnyway });
                using var telemetry = LocalTelemetry.Start(isScraped: false);
                var given = parameters.Read(parsed);
                if (parsed.GetValue(eager)) return new EagerRun(settings, given).Run(parsed.GetValue(file)!, stop.Token);
                return await new JobRun(settings, given, parsed.GetValue(fresh)).RunAsync(parsed.GetValue(file)!, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped. What is finished is recorded; the same command continues from there.");
                return ExitStatus.Cancelled;
            }
        });
        return command;
    }
}
