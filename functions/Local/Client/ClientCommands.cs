using System.CommandLine;
using Serverless.Local.Run;

namespace Serverless.Local.Client;

/// <summary>The verbs that work on jobs by id, over a host.</summary>
internal static class ClientCommands
{
    public static IEnumerable<Command> All()
    {
        yield return Submit();
        yield return OnJob("status", "Shows how a job stands.", static async (verb, id, cancel) => await verb.ShowAsync(await verb.Api.GetAsync(id, cancel)), readsOnly: true);
        yield return OnJob("watch", "Follows a job to its end.", static (verb, id, cancel) => verb.WatchAsync(id, cancel), readsOnly: true);
        yield return OutputsVerb.Create();
        yield return FailuresVerb.Create();
        yield return OnJob("cancel", "Ends a job as cancelled; what is finished stays recorded.", static (verb, id, cancel) => verb.ChangeAsync(id, "cancel", cancel));
        yield return Suspend();
        yield return OnJob(
            "resume",
            "Lets a suspended job go on; of one that failed, or whose outputs are damaged, runs what is not there as a new job. --functions gives it other code. Runs it here when no other process runs the hub.",
            static (verb, id, cancel) => verb.ResumeAsync(id, cancel));
        yield return List();
        yield return LogsVerb.Create();
        yield return TraceVerb.Create();
    }

    private static Command Submit()
    {
        var file = new Argument<string>("JOB.json") { Description = "The job document" };
        var id = new Option<string?>("--id") { Description = "The job's id: submitting it again changes nothing", HelpName = "ID" };
        var watch = new Option<bool>("--watch") { Description = "Follow the job to its end" };
        var after = new Option<bool>("--after-is-done") { Description = "The files that it comes after are done; otherwise each is submitted first, and awaited" };
        var command = new Command("submit", "Hands a job to a host and prints its id.") { file, id, watch, after };
        var parameters = new ParameterOptions();
        parameters.AddTo(command);
        return With(command, (verb, parsed, cancel) => verb.SubmitAsync(parsed.GetValue(file)!, parameters.Read(parsed), parsed.GetValue(id), parsed.GetValue(watch), parsed.GetValue(after), cancel));
    }

    private static Command Suspend()
    {
        var id = new Argument<string>("JOB") { Description = "The job's id" };
        var reason = new Option<string?>("--reason") { Description = "Why, for anyone who asks how the job stands", HelpName = "TEXT" };
        return With(new Command("suspend", "Starts no further units of a job.") { id, reason }, (verb, parsed, cancel) => verb.ChangeAsync(parsed.GetValue(id)!, "suspend", cancel, parsed.GetValue(reason)));
    }

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "How many", DefaultValueFactory = _ => 50 };
        var after = new Option<string?>("--after") { Description = "Those after this place, as the page before named it" };
        return With(new Command("list", "Lists jobs, newest first.") { limit, after }, (verb, parsed, cancel) => verb.ListAsync(parsed.GetValue(limit), parsed.GetValue(after), cancel), readsOnly: true);
    }

    private static Command OnJob(string name, string text, Func<ClientVerb, string, CancellationToken, Task<int>> run, bool readsOnly = false)
    {
        var id = new Argument<string>("JOB") { Description = "The job's id" };
        return With(new Command(name, text) { id }, (verb, parsed, cancel) => run(verb, parsed.GetValue(id)!, cancel), readsOnly);
    }

    private static Command With(Command command, Func<ClientVerb, ParseResult, CancellationToken, Task<int>> run, bool readsOnly = false) =>
        HostedCommand.Over(command, (connection, settings, parsed, cancel) => run(new ClientVerb(connection, settings.Output), parsed, cancel), readsOnly);
}
