using System.CommandLine;
using Serverless.Local.Output;

namespace Serverless.Local.Run;

/// <summary><c>serverless run JOB.json</c>: embedded, one shot.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("JOB.json") { Description = "The job document" };
        var durability = DurabilityOption.Create();
        var options = new CommonOptions();
        var command = new Command("run", "Runs a job in this process and prints its outputs. Continues an unfinished job with the same document in this --data.") { file, durability };
        var eager = new Option<bool>("--eager") { Description = "Run everything on one thread, one task after the other, nothing from earlier runs: for the debugger" };
        var fresh = new Option<bool>("--fresh") { Description = "Use nothing that is recorded: make everything anew, and let that count from now on" };
        var export = new ExportOptions();
        command.Options.Add(eager);
        command.Options.Add(fresh);
        export.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                var settings = options.Read(parsed) with { Durability = parsed.GetValue(durability), Export = export.Read(parsed) };
                if (parsed.GetValue(eager)) return new EagerRun(settings).Run(parsed.GetValue(file)!, stop.Token);
                return await new JobRun(settings, parsed.GetValue(fresh)).RunAsync(parsed.GetValue(file)!, stop.Token);
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
