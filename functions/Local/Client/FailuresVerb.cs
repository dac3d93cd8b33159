using System.CommandLine;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary><c>serverless failures JOB</c>: everything that failed in a job; alike failures are told once.</summary>
internal static class FailuresVerb
{
    private const int Page = 200;

    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var command = new Command("failures", "Prints what failed in a job: the task, why, its log lines, and the command that runs it here again.") { job };
        return HostedCommand.Over(
            command,
            (connection, settings, parsed, cancel) => RunAsync(new JobApi(connection.Http), settings.Output, parsed.GetValue(job)!, cancel),
            readsOnly: true);
    }

    private static async Task<int> RunAsync(JobApi api, OutputFormat format, string job, CancellationToken cancellationToken)
    {
        var failures = new List<Store.Failures.TaskFailure>();
        for (int? first = 0; first is { } from;)
        {
            var page = await api.FailuresAsync(job, from, Page, cancellationToken);
            failures.AddRange(page.Failures);
            first = page.Next;
        }
        if (format == OutputFormat.Json)
        {
            await StandardOutput.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(failures, Api.Http.ApiJson.Indented));
            return ExitStatus.Done;
        }
        foreach (var text in FailureGroups.Of(failures)) await StandardOutput.Out.WriteLineAsync($"{text}\n");
        if (failures.Count == 0) await Console.Error.WriteLineAsync($"No task of job {job} has failed.{await WhyAsync(api, job, cancellationToken)}");
        else await Console.Error.WriteLineAsync($"{failures.Count} failed. 'serverless rerun {job} TASK' runs one here; 'serverless resume {job}' runs what did not finish.");
        return ExitStatus.Done;
    }

    // A job may have failed as a whole.
    private static async Task<string> WhyAsync(JobApi api, string job, CancellationToken cancellationToken)
    {
        var view = await api.GetAsync(job, cancellationToken);
        return $" It is {view.Status.ToString().ToLowerInvariant()}{(view.Reason is { } reason ? $": {reason}" : "")}.";
    }
}
