using System.CommandLine;
using Serverless.Local.Output;
using Serverless.Supervision;

namespace Serverless.Local.Client;

/// <summary><c>serverless trace JOB</c>: when each unit ran, as a file that trace viewers open.</summary>
internal static class TraceVerb
{
    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var file = new Option<string?>("--out", "-o") { Description = "Where to; default: JOB.trace.json", HelpName = "FILE" };
        var command = new Command("trace", "Writes when each unit of a job ran, as a Chrome trace: ui.perfetto.dev and chrome://tracing open it.") { job, file };
        return HostedCommand.Over(
            command,
            (connection, _, parsed, cancel) => RunAsync(new JobApi(connection.Http), parsed.GetValue(job)!, parsed.GetValue(file), cancel),
            readsOnly: true);
    }

    private static async Task<int> RunAsync(JobApi api, string job, string? file, CancellationToken cancellationToken)
    {
        if (file is not null && file.AsSpan().Trim().IsEmpty) throw new InputException("-o: a file has a name.");
        var path = Path.GetFullPath(file ?? $"{job}.trace.json");
        using var response = await api.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{Uri.EscapeDataString(job)}/trace"), cancellationToken);
        await NewFile.WriteAsync(path, stream => api.ReadBodyAsync(
            async cancel =>
            {
                await response.Content.CopyToAsync(stream, cancel);
                return true;
            },
            cancellationToken));
        await Console.Error.WriteLineAsync($"The trace of job {job} is in '{path}': open it at ui.perfetto.dev or in chrome://tracing.");
        return ExitStatus.Done;
    }
}
