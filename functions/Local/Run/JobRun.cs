using System.Collections.Immutable;
using Serverless.Api.Jobs;
using Serverless.Execution.Cache;
using Serverless.Graph.Documents;
using Serverless.Graph.Tokens;
using Serverless.Graph.Validation;
using Serverless.Jobs;
using Serverless.Local.Hosting;
using Serverless.Local.Output;

namespace Serverless.Local.Run;

/// <summary>One <c>run</c>: checks everything first, then runs the files in order and prints what came out.</summary>
internal sealed class JobRun(HostSettings settings, bool isFresh)
{
    // What was damaged is made again; what is damaged again and again is no accident.
    private const int MaxAgain = 3;

    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        await using var host = await LocalHost.CreateAsync(settings, cancellationToken);
        var files = JobFile.LoadAll(path, host.Functions);
        var expected = ImmutableHashSet<string>.Empty;
        foreach (var file in files)
        {
            await CheckAsync(host, file, expected, cancellationToken);
            expected = expected.Union(file.Document.Nodes.OfType<WriteNode>().Select(w => w.Dataset));
        }
        await host.OpenAsync(cancellationToken);
        // Before anything takes a step: what another document needs, its functions for one, need not be here, and units that were running do not run on.
        var hashes = files.Select(f => DocumentHash.Of(f.Document).ToString()).ToHashSet(StringComparer.Ordinal);
        var suspended = await SuspendOthersAsync(host, hashes, cancellationToken);
        await host.StartAsync(cancellationToken, job => job.Job.Tenant == settings.Tenant && hashes.Contains(job.DocumentHash) ? null : "Another job runs in this process.");
        try
        {
            return await RunFilesAsync(host, files, suspended, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await host.DrainAsync();
            throw;
        }
    }

    private async Task<int> RunFilesAsync(LocalHost host, IReadOnlyList<JobFile> files, IReadOnlyList<JobInput> suspended, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var isLast = ReferenceEquals(file, files[^1]);
            var status = await RunFileAsync(host, file, isLast, cancellationToken);
            if (status != ExitStatus.Done) return status;
        }
        if (suspended.Count > 0) await Console.Error.WriteLineAsync($"Suspended, not finished: {string.Join(", ", suspended.Select(s => $"{s.Job.Id} ({s.Name})"))}. Run their documents to go on with them.");
        return ExitStatus.Done;
    }

    private async Task CheckAsync(LocalHost host, JobFile file, ImmutableHashSet<string> expected, CancellationToken cancellationToken)
    {
        try
        {
            await host.Submitter.CheckAsync(settings.Tenant, file.Bytes, new SubmitOptions { BaseFolder = file.Folder, ExpectedDatasets = expected }, cancellationToken);
        }
        catch (JobInvalidException e)
        {
            throw new InputException(ProblemFormatter.Format(e.Problems, file.Path));
        }
    }

    private async Task<int> RunFileAsync(LocalHost host, JobFile file, bool isLast, CancellationToken cancellationToken)
    {
        var hash = DocumentHash.Of(file.Document).ToString();
        for (var again = 0; ; again++)
        {
            try
            {
                return await RunOnceAsync(host, file, hash, isLast, isFresh && again == 0, cancellationToken);
            }
            catch (LostResultException e) when (again < MaxAgain)
            {
                // It was found finished, and what is stored is not what was written. It counts no more: the next job makes it, and nothing else.
                await Console.Error.WriteLineAsync($"{file.Document.Name}: {e.Message} It is made again.");
            }
        }
    }

    private async Task<int> RunOnceAsync(LocalHost host, JobFile file, string hash, bool isLast, bool fresh, CancellationToken cancellationToken)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        var unfinished = await JobSubmitter.UnfinishedAsync(host.Client, settings.Tenant, cancellationToken);
        var job = unfinished.FirstOrDefault(u => u.DocumentHash == hash)?.Job;
        var found = FoundWork.Nothing;
        if (job is null)
        {
            var submitted = await host.Submitter.SubmitAsync(host.Client, settings.Tenant, file.Document, file.Bytes, new SubmitOptions { BaseFolder = file.Folder, IsFresh = fresh }, cancellationToken);
            job = submitted.Job;
            foreach (var note in submitted.Notes) await Console.Error.WriteLineAsync($"{file.Document.Name}: {note}");
        }
        else
        {
            found = await FoundWork.CountAsync(host.Stores, job.Id, cancellationToken);
            await new JobControl(host.Client).ResumeAsync(job, "run again", cancellationToken);
            await Console.Error.WriteLineAsync($"{file.Document.Name}: continuing job {job.Id}: {found.Ranges} finished ranges found ({found.Tasks:N0} tasks), they are not run again{(fresh ? "; --fresh counts for a new job" : "")}");
        }
        var state = await ProgressView.OfProcess(host.Stores, job, file.Document.Name).FollowAsync(host.Client.WaitAsync(JobSubmitter.InstanceOf(job), cancellationToken), cancellationToken);
        return await new Report(host, settings, file.Document, job, found, started.Elapsed).PrintAsync(state, isLast, cancellationToken);
    }

    // One process, one run: what else is unfinished in this hub waits until somebody runs it.
    private async Task<IReadOnlyList<JobInput>> SuspendOthersAsync(LocalHost host, HashSet<string> hashes, CancellationToken cancellationToken)
    {
        var others = (await JobSubmitter.UnfinishedAsync(host.Client, settings.Tenant, cancellationToken)).Where(u => !hashes.Contains(u.DocumentHash)).ToList();
        foreach (var other in others) await new JobControl(host.Client).SuspendAsync(other.Job, "another job runs", cancellationToken);
        return others;
    }
}
