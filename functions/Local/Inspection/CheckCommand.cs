using System.CommandLine;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Graph.Documents;
using Serverless.Graph.Validation;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Local.Run;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary><c>serverless check JOB.json</c>: everything that is wrong with a job file, before it runs. Writes nothing, runs nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("JOB.json") { Description = "The job document" };
        var command = new Command("check", "Tells everything that is wrong with a job document, and with those that it comes after: names, types, files, datasets, queries. Runs nothing.") { file };
        var parameters = new ParameterOptions();
        parameters.AddTo(command);
        return InspectionCommand.Over(command, async (settings, parsed, cancellationToken) =>
        {
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            var check = new JobFileCheck(host, settings.Tenant);
            var found = new List<CheckedFile>();
            foreach (var text in JobFileOrder.Load(parsed.GetValue(file)!, parameters.Read(parsed)))
            {
                var job = JobFile.Read(text, host.Functions, out var problems);
                found.Add(new CheckedFile(text.Path, job?.Document, job is null ? problems : await check.ProblemsAsync(job, cancellationToken)));
            }
            if (settings.Output == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(found.Select(f => new { f.File, IsRight = f.Problems.Count == 0, f.Problems }), ApiJson.Indented));
            else foreach (var one in found) await TellAsync(one);
            return found.TrueForAll(f => f.Problems.Count == 0) ? ExitStatus.Done : ExitStatus.WrongInput;
        });
    }

    private static Task TellAsync(CheckedFile file) => file is { Problems.Count: 0, Document: { } document }
        ? StandardOutput.Out.WriteLineAsync($"{file.File}: right. {Counted(document.Nodes.Count, "node")}, {Counted(document.Outputs.Length, "output")} ({string.Join(", ", document.Outputs)}).")
        : Console.Error.WriteAsync(JobProblems.Format([.. file.Problems], file.File));

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count:N0} {what}s";

    private sealed record CheckedFile(string File, JobDocument? Document, IReadOnlyList<Problem> Problems);
}
