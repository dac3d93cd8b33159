using System.CommandLine;
using Serverless.Engine;
using Serverless.Graph.Validation;
using Serverless.Storage;

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
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            try
            {
                return await new JobRun(options.Read(parsed) with { Durability = parsed.GetValue(durability) }).RunAsync(parsed.GetValue(file)!, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped. What is finished is recorded; the same command continues from there.");
                return ExitStatus.Cancelled;
            }
            catch (Exception e) when (e is InputException or JobInvalidException)
            {
                await Console.Error.WriteLineAsync(e.Message.TrimEnd());
                return ExitStatus.WrongInput;
            }
            catch (Exception e) when (e is StorageException or HubException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitStatus.PlatformFailed;
            }
        });
        return command;
    }
}
