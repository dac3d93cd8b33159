using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Serverless.Api.Explaining;
using Serverless.Api.Http;
using Serverless.Graph.Parameters;
using Serverless.Graph.Parsing;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;
using Serverless.Local.Run;
using Serverless.Planning.Pipelines;
using Serverless.Planning.Units;
using Serverless.Store.Jobs;
using Serverless.Supervision;

namespace Serverless.Local.Inspection;

/// <summary><c>serverless explain JOB</c>: what a document comes to before it runs, or how a job was planned. Writes nothing, runs nothing.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "A job document, or a job's id" };
        var command = new Command("explain", "Shows what runs together, in how many tasks and units, and what is found finished; ? where that is known at run time only.") { job };
        var graph = new Option<GraphLanguage?>("--graph") { Description = "Print the graph of nodes instead, for a drawing", HelpName = "mermaid|dot" };
        command.Options.Add(graph);
        var parameters = new ParameterOptions();
        parameters.AddTo(command);
        return InspectionCommand.Over(command, async (settings, parsed, cancellationToken) =>
        {
            await using var host = await HostRuntime.CreateAsync(settings, cancellationToken);
            var name = parsed.GetValue(job)!;
            var isFile = File.Exists(name) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            if (parsed.GetValue(graph) is { } language)
            {
                await StandardOutput.Out.WriteAsync(SketchText.Of(
                    isFile ? SketchOf(host, name, parameters.Read(parsed)) : await SketchOfAsync(host, name, cancellationToken), language));
                return ExitStatus.Done;
            }
            var stages = isFile
                ? [await OfDocumentAsync(host, name, parameters.Read(parsed), cancellationToken)]
                : await OfJobAsync(host, settings, name, cancellationToken);
            foreach (var stage in stages)
            {
                if (settings.Output == OutputFormat.Json) await StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(stage, ApiJson.Indented));
                else await StandardOutput.Out.WriteAsync(ExplanationText.Of(stage));
            }
            return ExitStatus.Done;
        });
    }

    private static DocumentSketch SketchOf(HostRuntime host, string path, GivenParameters given) =>
        DocumentSketch.Of(JobFile.LoadAll(path, host.Functions, given)[^1].Bytes);

    private static async Task<DocumentSketch> SketchOfAsync(HostRuntime host, string job, CancellationToken cancellationToken) =>
        JobId.Problem(job) is { } problem ? throw new InputException(problem) : await host.Stores.Blobs.GetAsync(JobStore.JobBlob(job, JobBlobs.Document), cancellationToken) is { } document
            ? DocumentSketch.Of(document.Bytes.Span)
            : throw new InputException($"There is no job '{job}' here, and no file of that name.");

    private static async Task<JobExplanation> OfDocumentAsync(HostRuntime host, string path, GivenParameters given, CancellationToken cancellationToken)
    {
        var file = JobFile.LoadAll(path, host.Functions, given)[^1];
        try
        {
            var snapshot = await host.Resolvers.Create(host.Stores).ResolveAsync(file.Document, file.Folder, before: null, cancellationToken);
            return await JobExplainer.ExplainAsync(host.Stores, file.Document, snapshot, HostRuntime.PlanOptionsOf().Targets, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            throw new InputException(JobProblems.Format(e.Problems, file.Path));
        }
        catch (PlanException e)
        {
            throw new InputException($"{file.Path}: {e.Message}");
        }
    }

    private static async Task<JobExplanation[]> OfJobAsync(HostRuntime host, HostSettings settings, string job, CancellationToken cancellationToken)
    {
        var plans = await JobPlan.OfAsync(host.Stores, job, cancellationToken);
        var submission = await host.Parts.Loader.SubmissionAsync(new JobKey(settings.Tenant, job), cancellationToken);
        return [.. plans.Select(p => OfPlan(job, p.Plan) with { Params = submission.Params })];
    }

    private static JobExplanation OfPlan(string job, StagePlan plan)
    {
        var units = plan.Units.GroupBy(u => u.Pipeline).ToImmutableDictionary(g => g.Key, g => g.ToList());
        return new JobExplanation
        {
            Name = $"{job}, stage {plan.Stage + 1}",
            Pipelines =
            [
                .. plan.Pipelines.Select(p =>
                {
                    var mine = units.GetValueOrDefault(p.Ordinal) ?? [];
                    var from = p.Sources.Select(s => s.Node).Distinct(StringComparer.Ordinal);
                    return new ExplainedPipeline(p.Title, [.. p.Nodes], p.Result.ToString().ToLowerInvariant(), p.Elements, mine.Sum(u => p.ElementsIn(u.Tasks)), mine.Count, [.. from]);
                }),
            ],
            Unknown = [],
            Tasks = plan.IsLast ? plan.Elements : null,
            Units = plan.IsLast ? plan.Units.Length : null,
            FoundTasks = plan.FoundElements,
        };
    }
}
