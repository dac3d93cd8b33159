using System.CommandLine;
using Serverless.Engine;
using Serverless.Storage;

namespace Serverless.Local.Host;

/// <summary><c>serverless host</c>: the HTTP API and the batch queue over an embedded hub.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen; port 0 takes a free one", DefaultValueFactory = _ => "http://127.0.0.1:7070", HelpName = "URL" };
        var durability = DurabilityOption.Create();
        var options = new CommonOptions();
        var command = new Command("host", "Serves the HTTP API and runs what is submitted, there and by messages of the queue 'jobs', until it is told to stop.") { urls, durability };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await new HostProcess(options.Read(parsed) with { Durability = parsed.GetValue(durability) }, parsed.GetValue(urls)!).RunAsync(cancellationToken);
            }
            catch (InputException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
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
