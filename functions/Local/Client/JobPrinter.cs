using System.Globalization;
using System.Text.Json;
using Serverless.Api.Http;
using Serverless.Api.Jobs;
using Serverless.Graph.Parameters;
using Serverless.Local.Output;

namespace Serverless.Local.Client;

/// <summary>Prints jobs: results on standard output, failures on standard error.</summary>
internal sealed class JobPrinter(OutputFormat format, TimeProvider time)
{
    private const int MaxLine = 160;

    public async Task PrintAsync(JobView job)
    {
        if (format == OutputFormat.Json)
        {
            await PrintJsonAsync(job);
            return;
        }
        await StandardOutput.Out.WriteLineAsync(Line(job));
        if (ParameterView.LineOf(job.Params) is { Length: > 0 } values) await StandardOutput.Out.WriteLineAsync($"  {values}");
        foreach (var note in job.Notes ?? []) await StandardOutput.Out.WriteLineAsync($"  {note}");
        if (job.Progress is { } progress && !job.HasEnded) await StandardOutput.Out.WriteLineAsync($"  {progress.Phase}, stage {progress.Stage + 1}: {progress.Tasks:N0} tasks in {progress.Units} units");
        foreach (var node in job.Nodes ?? []) await StandardOutput.Out.WriteLineAsync(NodeLine(node, job.HasEnded));
        foreach (var unit in job.Unresponsive ?? []) await StandardOutput.Out.WriteLineAsync(UnresponsiveLine(unit, time.GetUtcNow()));
        if (job.Totals is { } totals) await StandardOutput.Out.WriteLineAsync($"  {totals.Tasks:N0} tasks ran in {totals.Units} units, {totals.Found:N0} were found finished; {totals.Storage?.Total ?? 0:N0} storage operations");
        foreach (var problem in job.Problems ?? []) await StandardOutput.Out.WriteLineAsync($"  {problem.Path}: {problem.Message}");
        foreach (var failure in FailureGroups.Of(job.FailureDetails ?? [])) await Console.Error.WriteLineAsync($"\n{failure}");
        // A unit that was lost has no details, and its line is all that there is.
        foreach (var lost in (job.Failures ?? []).Where(f => f.Blob is null)) await Console.Error.WriteLineAsync($"\n{lost.Task} ({lost.Kind}): {lost.Message}");
        var shown = (job.FailureDetails?.Count ?? 0) + (job.Failures?.Count(f => f.Blob is null) ?? 0);
        if ((job.Failures?.Count ?? 0) + (job.MoreFailures ?? 0) - shown is > 0 and var more) await Console.Error.WriteLineAsync(FailureText.OfMore(more, job.Id, []));
    }

    public async Task PrintAsync(JobPage page)
    {
        if (format == OutputFormat.Json)
        {
            await PrintJsonAsync(page);
            return;
        }
        foreach (var job in page.Jobs) await StandardOutput.Out.WriteLineAsync(Short(Line(job)));
        if (page.Next is { } next) await Console.Error.WriteLineAsync($"There are more: --after {next}");
    }

    public Task PrintJsonAsync<T>(T value) => StandardOutput.Out.WriteLineAsync(JsonSerializer.Serialize(value, ApiJson.Indented));

    // A reduce has levels, and what runs together goes by its last node.
    private static string TitleOf(NodeProgress node) => node.Fused.Contains(" + ", StringComparison.Ordinal) ? $"{node.Node}: {node.Fused}" : node.Node;

    private static string NodeLine(NodeProgress node, bool hasEnded)
    {
        var rate = node.TasksPerSecond is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:N1} a second") : "";
        var left = !hasEnded && node.SecondsLeft is > 0 and var seconds ? string.Create(CultureInfo.InvariantCulture, $", {TimeSpan.FromSeconds(Math.Ceiling(seconds)):c} left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"  {TitleOf(node)}: {node.Done:N0} of {node.Tasks:N0} tasks, {node.UnitsDone} of {node.Units} units{rate}{left}");
    }

    private static string UnresponsiveLine(UnresponsiveUnit unit, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {unit.Tasks} does not react to its cancellation since {Math.Max(0, (now - unit.Since).TotalSeconds):0} s: it keeps a slot of process {unit.Process} on {unit.Host} until it ends (it should look at a CancellationToken parameter)");

    // A list has a line for each: the whole reason, which may be a document's problems, is what 'status' shows.
    private static string Short(string line) => line.Length <= MaxLine ? line : line[..MaxLine] + "…";

    private static string Line(JobView job)
    {
        var reason = job.Reason is { } why ? $"  {why.ReplaceLineEndings(" ")}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{job.Id,-24}  {job.Status.ToString().ToLowerInvariant(),-10}  {job.SubmittedAt:yyyy-MM-dd HH:mm:ss}Z  {job.Name.ReplaceLineEndings(" ")}{reason}");
    }
}
