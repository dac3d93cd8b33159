using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Durable;
using Serverless.Graph.Documents;
using Serverless.Graph.Parameters;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Run;
using Serverless.Store.Failures;
using Serverless.Store.Json;
using Serverless.Supervision;

namespace Serverless.Local.Output;

/// <summary>Says how a job ended: outputs on standard output, the closing line and failures on standard error.</summary>
internal sealed class Report(HostRuntime host, HostSettings settings, JobDocument document, JobKey job, FoundWork found, TimeSpan elapsed)
{
    // Of failures that are not shown in full.
    private const int MaxNamed = 20;

    private static readonly JsonSerializerOptions Indented = new(ExecutionJson.Options) { WriteIndented = true };

    /// <returns>The exit status.</returns>
    public async Task<int> PrintAsync(InstanceState state, bool withOutputs, CancellationToken cancellationToken)
    {
        if (state.Status != InstanceStatus.Completed)
        {
            if (InputFault.Of(state.Failure) is { } wrong)
            {
                await Console.Error.WriteLineAsync($"{document.Name}: job {job.Id} was refused: {wrong}");
                return ExitStatus.WrongInput;
            }
            await Console.Error.WriteLineAsync($"{document.Name}: job {job.Id} ended as {state.Status}: {state.Failure?.Message ?? state.Output}");
            return ExitStatus.PlatformFailed;
        }
        return await PrintAsync(state.ReadOutput<JobOutcome>()!, withOutputs, cancellationToken);
    }

    /// <returns>The exit status.</returns>
    /// <exception cref="Store.Results.LostResultException">An output's stored result is not what was written. Nothing was printed.</exception>
    public async Task<int> PrintAsync(JobOutcome outcome, bool withOutputs, CancellationToken cancellationToken)
    {
        // Read whole before a word is said: "done" is said of what is there. Of a job that failed, what did not depend on the failure is there, and worth seeing.
        var outputs = withOutputs ? await OutputsAsync(outcome, cancellationToken) : "";
        await Console.Error.WriteLineAsync(ClosingLine(outcome));
        if (!outcome.Succeeded) await PrintFailuresAsync(outcome, cancellationToken);
        await StandardOutput.Out.WriteAsync(outputs);
        return outcome.Succeeded ? ExitStatus.Done : outcome.Status == JobStatus.Cancelled ? ExitStatus.Cancelled : ExitStatus.JobFailed;
    }

    private string ClosingLine(JobOutcome outcome)
    {
        var t = outcome.Totals;
        var foundTasks = Math.Max(t.Found, found.Tasks);
        var reused = foundTasks > 0 ? $", {foundTasks:N0} tasks found finished and not run again" : "";
        if (outcome.Cache is { Nodes: > 0 } cache)
        {
            reused += $", reused {cache.Reused} of {cache.Nodes} nodes";
            if (cache.Lost > 0) reused += $", {cache.Lost} recorded results were gone or broken and made again";
        }
        var word = outcome.Status switch { JobStatus.Done => "done", JobStatus.Cancelled => "cancelled", _ => "FAILED" };
        return $"{document.Name}: {word}: {t.Tasks:N0} tasks in {t.Units} units, {t.Rows:N0} rows, {Size.Text(t.Bytes)} written in {elapsed.TotalSeconds:0.0} s, {t.Storage?.Total ?? 0:N0} storage operations{reused} (job {job.Id})";
    }

    private async Task<string> OutputsAsync(JobOutcome outcome, CancellationToken cancellationToken)
    {
        var outputs = new OutputReader(host, job);
        if (settings.Export is { } export)
        {
            foreach (var file in await outputs.SaveAsync(document, export, cancellationToken)) await Console.Error.WriteLineAsync($"{document.Name}: {file}");
            if (settings.Output == OutputFormat.Text) return "";
        }
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        if (settings.Output == OutputFormat.Text)
        {
            await outputs.PrintAsync(document, text, cancellationToken);
            return text.ToString();
        }
        var t = outcome.Totals;
        var root = new JsonObject
        {
            ["job"] = job.Id,
            ["name"] = document.Name,
            ["params"] = JsonSerializer.SerializeToNode(ParameterView.Of(document.Parameters), ExecutionJson.Options),
            ["status"] = JsonSerializer.SerializeToNode(outcome.Status, ExecutionJson.Options),
            ["tasks"] = t.Tasks,
            ["units"] = t.Units,
            ["found"] = Math.Max(t.Found, found.Tasks),
            ["foundRanges"] = found.Ranges,
            ["nodes"] = outcome.Cache?.Nodes,
            ["reusedNodes"] = outcome.Cache?.Reused,
            ["lostResults"] = outcome.Cache?.Lost,
            ["rows"] = t.Rows,
            ["bytes"] = t.Bytes,
            ["storageOperations"] = JsonSerializer.SerializeToNode(t.Storage, ExecutionJson.Options),
            ["peakBytes"] = Native.Processes.ProcessMemory.OfThisProcess().PeakBytes,
            ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
            ["outputs"] = settings.Export is null ? await outputs.ToJsonAsync(document, cancellationToken) : null,
        };
        return root.ToJsonString(Indented) + Environment.NewLine;
    }

    private async Task PrintFailuresAsync(JobOutcome outcome, CancellationToken cancellationToken)
    {
        var told = new List<TaskFailure>();
        foreach (var failure in outcome.Failures)
        {
            var blob = failure.Blob is null ? null : await host.Stores.Blobs.GetAsync(new Storage.BlobName(failure.Blob), cancellationToken);
            if (blob is not null && StoredJson.TryRead<TaskFailure>(blob.Bytes.Span) is { } details) told.Add(details);
            else await Console.Error.WriteLineAsync($"\n{failure.Task} ({failure.Kind}): {failure.Message}");
        }
        foreach (var text in FailureGroups.Of(told)) await Console.Error.WriteLineAsync("\n" + text);
        if (outcome.MoreFailures > 0) await Console.Error.WriteLineAsync(FailureText.OfMore(outcome.MoreFailures, job.Id, await OthersAsync(outcome, cancellationToken)));
    }

    // Each failed unit has left its failure under the job.
    private async Task<IReadOnlyList<string>> OthersAsync(JobOutcome outcome, CancellationToken cancellationToken)
    {
        var shown = outcome.Failures.Select(f => f.Blob).ToHashSet(StringComparer.Ordinal);
        var tasks = new List<string>();
        await foreach (var blob in host.Stores.Blobs.ListAsync(Store.Jobs.JobStore.FolderOf(job.Id, Store.Jobs.JobBlobs.Failures), cancellationToken))
        {
            if (shown.Contains(blob.Name.Value)) continue;
            if (tasks.Count == MaxNamed) break;
            if (await host.Stores.Blobs.GetAsync(blob.Name, cancellationToken) is { } content && StoredJson.TryRead<TaskFailure>(content.Bytes.Span) is { } failure) tasks.Add(failure.Task);
        }
        return tasks;
    }
}
