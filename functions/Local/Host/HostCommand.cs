using System.CommandLine;

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
        var command = new Command("host", "Serves the HTTP API and runs what is submitted, there and by messages of the queue 'jobs', until it is told to stop.") { urls, durability };
        permissions.AddTo(command);
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => new HostProcess(options.Read(parsed) with { Durability = parsed.GetValue(durability), Permissions = permissions.Read(parsed) }, parsed.GetValue(urls)!).RunAsync(cancellationToken));
        return command;
    }
}
